"""Our keys: made once, private, published in their public part only, and rotated without a gap."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from joserfc.jwk import ECKey, RSAKey

from smart_launch.errors import KeysExposed
from smart_launch.keys import KeyRing
from tests.smart_launch.clinic import Clinic

PUBLIC = {"kty", "use", "alg", "kid", "n", "e", "crv", "x", "y"}


@pytest.fixture
def folder(keys: KeyRing, tmp_path: Path) -> Path:
    """A folder of keys, with small ones where the size does not matter."""
    for name, key in (("rs384.pem", RSAKey.generate_key(2048)), ("es384.pem", ECKey.generate_key("P-384"))):
        (tmp_path / name).write_bytes(key.as_pem(private=True))
        (tmp_path / name).chmod(0o600)
    return tmp_path


def test_both_algorithms_have_a_key_of_full_strength(keys: KeyRing) -> None:
    rsa, curve = keys.signing("RS384"), keys.signing("ES384")
    assert isinstance(rsa, RSAKey)
    assert isinstance(curve, ECKey)
    assert (rsa.raw_value.key_size, curve.curve_name) == (3072, "P-384")


@pytest.mark.parametrize("alg", ["RS384", "ES384"])
def test_the_kid_is_the_rfc_7638_thumbprint(keys: KeyRing, alg: str) -> None:
    assert keys.signing(alg).kid == keys.signing(alg).thumbprint()


def test_the_published_keys_have_public_members_only(clinic: Clinic) -> None:
    published = clinic.browser().get("/.well-known/jwks.json").get_json()["keys"]
    assert [set(key) <= PUBLIC for key in published] == [True, True]


def test_the_published_keys_are_those_that_sign(clinic: Clinic) -> None:
    published = clinic.browser().get("/.well-known/jwks.json").get_json()["keys"]
    assert {(key["kid"], key["alg"]) for key in published} == {
        (clinic.keys.signing(alg).kid, alg) for alg in ("RS384", "ES384")
    }


def test_the_key_set_may_be_cached_for_an_hour_and_sets_no_cookie(clinic: Clinic) -> None:
    headers = clinic.browser().get("/.well-known/jwks.json").headers
    assert (headers["Cache-Control"], "Set-Cookie" in headers) == ("public, max-age=3600", False)


def test_files_are_for_their_owner_only(folder: Path) -> None:
    KeyRing.open(folder / "new")
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (folder / "new").iterdir()}
    assert modes == {"rs384.pem": "0o600", "es384.pem": "0o600", "seal.key": "0o600"}
    assert (folder / "new").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o640, 0o620, 0o660, 0o644])
@pytest.mark.parametrize("name", ["rs384.pem", "es384.pem", "seal.key"])
def test_a_key_another_account_can_read_or_write_stops_the_start(folder: Path, name: str, mode: int) -> None:
    KeyRing.open(folder)
    (folder / name).chmod(mode)
    with pytest.raises(KeysExposed):
        KeyRing.open(folder)


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o770, 0o777, 0o1777])
def test_a_folder_another_account_can_write_to_stops_the_start(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    with pytest.raises(KeysExposed):
        KeyRing.open(folder)


def test_a_folder_others_can_look_into_is_fine_while_the_files_are_closed(folder: Path) -> None:
    folder.chmod(0o755)
    assert len(KeyRing.open(folder).public_jwks()["keys"]) == 2


def test_the_hint_names_the_file_its_mode_and_what_to_do(folder: Path) -> None:
    KeyRing.open(folder)
    (folder / "seal.key").chmod(0o640)
    with pytest.raises(KeysExposed) as refusal:
        KeyRing.open(folder)
    path = folder / "seal.key"
    assert refusal.value.hint.startswith(f"{path} has mode 0640 and must have 0600 (chmod 0600 {path}).")


def test_no_key_is_made_in_a_folder_another_account_can_write_to(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(KeysExposed):
        KeyRing.open(tmp_path / "open")
    assert list((tmp_path / "open").iterdir()) == []


def test_a_second_start_has_the_same_keys(folder: Path) -> None:
    assert KeyRing.open(folder).public_jwks() == KeyRing.open(folder).public_jwks()


def test_processes_that_start_at_once_end_with_the_same_keys(tmp_path: Path) -> None:
    program = (
        "import sys; from smart_launch.keys import KeyRing; ring = KeyRing.open(sys.argv[1]);"
        "print(sorted(key['kid'] for key in ring.public_jwks()['keys']), ring._seals._fernets[0]._signing_key)"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "keys")], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    printed = {process.communicate(timeout=60)[0] for process in started}
    assert (len(printed), [process.returncode for process in started]) == (1, [0, 0, 0])
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["es384.pem", "rs384.pem", "seal.key"]


def test_a_process_that_comes_second_takes_the_key_of_the_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, first = Fernet.generate_key, list[KeyRing]()

    def overtaken() -> bytes:
        monkeypatch.setattr(Fernet, "generate_key", make)
        first.append(KeyRing.open(folder))
        return make()

    monkeypatch.setattr(Fernet, "generate_key", overtaken)
    second = KeyRing.open(folder)
    assert second.unseal(first[0].seal(b"token")) == b"token"


def test_rotation_publishes_the_new_key_before_it_signs(folder: Path) -> None:
    before = KeyRing.open(folder)
    new = ECKey.generate_key("P-384")
    (folder / "es384-next.pem").write_bytes(new.as_pem(private=True))
    (folder / "es384-next.pem").chmod(0o600)
    announced = KeyRing.open(folder)
    assert announced.signing("ES384").kid == before.signing("ES384").kid
    assert new.thumbprint() in {key["kid"] for key in announced.public_jwks()["keys"]}
    (folder / "es384-next.pem").rename(folder / "es384.pem")
    assert KeyRing.open(folder).signing("ES384").kid == new.thumbprint()


def test_a_new_sealing_key_still_opens_what_the_old_one_sealed(folder: Path) -> None:
    sealed = KeyRing.open(folder).seal(b"token")
    old = (folder / "seal.key").read_bytes()
    (folder / "seal.key").write_bytes(Fernet.generate_key() + b"\n" + old)
    assert KeyRing.open(folder).unseal(sealed) == b"token"


def test_what_another_key_sealed_is_as_good_as_lost(keys: KeyRing) -> None:
    assert keys.unseal(Fernet(Fernet.generate_key()).encrypt(b"token")) is None


def test_a_mark_is_the_same_for_the_same_text_and_another_for_another_key(folder: Path, keys: KeyRing) -> None:
    ours = KeyRing.open(folder)
    (mark,) = ours.marks(b"0047 9921")
    assert ours.marks(b"0047 9921") == (mark,) == KeyRing.open(folder).marks(b"0047 9921")
    assert len({mark, *ours.marks(b"0047 9922"), *keys.marks(b"0047 9921")}) == 3


def test_a_new_sealing_key_marks_first_and_the_old_mark_is_still_known(folder: Path) -> None:
    (before,) = KeyRing.open(folder).marks(b"0047 9921")
    old = (folder / "seal.key").read_bytes()
    (folder / "seal.key").write_bytes(Fernet.generate_key() + b"\n" + old)
    newest, known = KeyRing.open(folder).marks(b"0047 9921")
    assert known == before != newest
