"""Whoever releases redistribution tools: a signing key, and programs with manifests signed by it."""
import hashlib
import os
import pathlib
import subprocess

PLATFORM = f"linux-{os.uname().machine}"
SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"  # RFC 8032, 7.1, test 2: known to all
KEY = "ed25519:3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
OTHER_SEED = "ab" * 32
OTHER_KEY = "ed25519:248acbdbaf9e050196de704bea2d68770e519150d103b587dae2d9cad53dd930"
PKCS8 = bytes.fromhex("302e020100300506032b657004220420")  # what stands before an Ed25519 seed (RFC 8410)


def sign(folder: pathlib.Path, text: bytes, seed: str) -> str:
    key, signed = folder / "signing.key", folder / "signed"
    key.write_bytes(PKCS8 + bytes.fromhex(seed))
    signed.write_bytes(text)
    return subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", key, "-in", signed], check=True,
                          capture_output=True).stdout.hex()


def release(folder: pathlib.Path, version: str, program: bytes, platform: str = PLATFORM, seed: str = SEED) -> pathlib.Path:
    """The program as a file of the folder, its manifest beside it as PROGRAM.tool."""
    folder.mkdir(exist_ok=True)
    path = folder / f"redrive-redistribute-{version}"
    path.write_bytes(program)
    path.chmod(0o755)
    digest = hashlib.blake2b(program, digest_size=32).hexdigest()
    lines = (f"redrive-redistribute 1\nversion {version}\nplatform {platform}\nschema 1\nsize {len(program)}\n"
             f"digest blake2b:{digest}\n")
    path.with_name(path.name + ".tool").write_text(lines + f"signature {sign(folder, lines.encode(), seed)}\n")
    return path
