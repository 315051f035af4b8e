from certificates.models.certificate import Certificate, NumberSeries, Revocation

__all__ = ["Certificate", "NumberSeries", "Revocation"]
