"""Measurements of Sen on the machine at hand, beside a control and the figures of a peer."""
