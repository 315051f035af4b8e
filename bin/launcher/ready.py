"""From started to ready: wait for the first answer, then tell people where to go."""

import http.client
import time
import urllib.error
import urllib.request

from launcher.messages import LaunchError, last_lines, say
from launcher.settings import Settings
from launcher.supervisor import Supervisor

PATIENCE_SECONDS = 180.0

ACCOUNTS = (
    ("hocvien", "học viên, cán bộ một xã của tỉnh Đồng Tháp"),
    ("giangvien", "giảng viên, soạn khóa học"),
    ("kiemduyet", "người thẩm định và phát hành khóa học"),
    ("donvi", "theo dõi kết quả, Tỉnh ủy Đồng Tháp"),
    ("quantri.donvi", "quản trị đơn vị, Tỉnh ủy Đồng Tháp"),
    ("donvi.camau", "theo dõi kết quả, Tỉnh ủy Cà Mau"),
    ("quantri", "quản trị toàn hệ thống"),
    ("quantri2", "quản trị toàn hệ thống, người thứ hai để phê duyệt"),
    ("kiemtoan", "người kiểm tra, chỉ xem"),
    ("baove.dulieu", "phụ trách bảo vệ dữ liệu cá nhân"),
)


def wait_until_ready(settings: Settings, supervisor: Supervisor) -> None:
    """Return once `/healthz` answers 200 and the sign-in page has been built once."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while status(f"{settings.address}healthz", settings.known_as) != 200:
        supervisor.tick()
        if time.monotonic() > deadline:
            logs = settings.data / "logs"
            raise LaunchError(
                f"{last_lines(logs / 'web.log')}\n\n"
                f"Sen did not become ready within {PATIENCE_SECONDS:.0f} s. The logs: {logs}",
                f"Sen chưa sẵn sàng sau {PATIENCE_SECONDS:.0f} giây. Xem nhật ký: {logs}",
            )
        time.sleep(0.1)
    # The first person should not be the one to wait for templates to be read.
    status(f"{settings.address}dang-nhap/", settings.known_as, timeout=30)


def status(url: str, host: str, timeout: float = 5) -> int:
    """The HTTP status of a GET, 0 if there is no answer; a proxy for the internet is not asked."""
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310 (our own address)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except (OSError, http.client.HTTPException):
        return 0


def greet(settings: Settings, setup_link: str) -> None:
    """Print the address, and how to sign in."""
    say()
    say(f"Sen is ready at {settings.address}")
    if settings.demo != "0":
        say()
        say("Demonstration: people and figures are invented / Số liệu minh họa")
        for name, role in ACCOUNTS:
            say(f"  {name:<14} {role}")
        say(f"  Password of all / Mật khẩu chung: {settings.demo_password}")
    if setup_link:
        say()
        say("Make the first administrator with this link, valid 30 minutes, once:")
        say("Tạo quản trị viên đầu tiên bằng liên kết này (dùng một lần, trong 30 phút):")
        say(f"  {setup_link}")
    say()
    say("Stop with Ctrl-C / Nhấn Ctrl-C để dừng.")
