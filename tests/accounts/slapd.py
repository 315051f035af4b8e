"""A real directory: OpenLDAP's slapd on free ports of this machine, with a certificate of its own authority."""

import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

PROGRAM: Final = shutil.which("slapd") or shutil.which("slapd", path="/usr/sbin:/usr/local/sbin:/usr/libexec")
BASE: Final = "dc=coquan,dc=vn"
READER: Final = f"cn=reader,{BASE}"
READER_PASSWORD: Final = "doc-thu-muc"
_CONFIGURATION: Final = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
suffix "{base}"
rootdn "cn=root,{base}"
rootpw goc-thu-muc
directory {folder}/data
maxsize 10485760
access to attrs=userPassword by anonymous auth by * none
access to * by dn="{reader}" read by * none
"""


@dataclass(frozen=True)
class Entry:
    """A person of the directory, as an office's mail has them."""

    uid: str
    password: str
    number: str
    unit: str = "nhanvien"


@dataclass
class Directory:
    folder: Path
    port: int
    tls_port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def tls_url(self) -> str:
        return f"ldaps://127.0.0.1:{self.tls_port}"

    @property
    def authority(self) -> str:
        return str(self.folder / "ca.pem")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def start_directory(folder: Path, *entries: Entry) -> Directory:
    (folder / "data").mkdir()
    _write_certificates(folder)
    port, tls_port = _free_port(), _free_port()
    configuration = folder / "slapd.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder, base=BASE, reader=READER))
    (folder / "people.ldif").write_text(_ldif(entries))
    assert PROGRAM is not None
    add = Path(PROGRAM).with_name("slapadd")
    subprocess.run([add, "-f", configuration, "-l", folder / "people.ldif"], check=True, capture_output=True)
    addresses = f"ldap://127.0.0.1:{port}/ ldaps://127.0.0.1:{tls_port}/"
    command = [PROGRAM, "-f", str(configuration), "-h", addresses, "-d", "0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait_for(tls_port, process)
    return Directory(folder, port, tls_port, process)


def _ldif(entries: tuple[Entry, ...]) -> str:
    units = "".join(
        f"dn: ou={unit},{BASE}\nobjectClass: organizationalUnit\nou: {unit}\n\n"
        for unit in sorted({entry.unit for entry in entries})
    )
    people = "".join(
        f"dn: uid={entry.uid},ou={entry.unit},{BASE}\nobjectClass: inetOrgPerson\nuid: {entry.uid}\ncn: {entry.uid}\n"
        f"sn: {entry.uid}\nemployeeNumber: {entry.number}\nuserPassword: {entry.password}\n\n"
        for entry in entries
    )
    top = f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: co quan\ndc: coquan\n\n"
    reader = (
        f"dn: {READER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\n"
        f"userPassword: {READER_PASSWORD}\n\n"
    )
    return top + reader + units + people


def _write_certificates(folder: Path) -> None:
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certificate(
        "Sen test authority", authority_key, "Sen test authority", authority_key, is_authority=True
    )
    server = _certificate("127.0.0.1", server_key, "Sen test authority", authority_key, is_authority=False)
    (folder / "ca.pem").write_bytes(authority.public_bytes(Encoding.PEM))
    (folder / "server.pem").write_bytes(server.public_bytes(Encoding.PEM))
    key = server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.key").write_bytes(key)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if not is_authority:
        names = [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("127.0.0.1")]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, SHA256())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.poll() is None, "slapd ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("slapd does not answer")
