#include "shared/link/keys.h"

#include <zmq.h>

#include <array>
#include <cerrno>

#include "shared/sys/file.h"
#include "shared/sys/secret_file.h"

namespace redrive::link {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kZ85Length = 40;
constexpr std::size_t kFileLimit = 4096;

// The file is two lines, "public <Z85>" and "secret <Z85>".
std::string to_text(const KeyPair& keys) {
  return "public " + keys.public_key + "\nsecret " + keys.secret_key + "\n";
}

base::Result<KeyPair> parse(const std::string& text) {
  KeyPair keys;
  if (text.size() == to_text({std::string(kZ85Length, '0'), std::string(kZ85Length, '0')}).size()) {
    keys = {text.substr(7, kZ85Length), text.substr(kZ85Length + 15, kZ85Length)};
  }
  std::array<char, kZ85Length + 1> derived{};
  const bool whole = text == to_text(keys) && check_public_key(keys.secret_key).has_value() &&
                     zmq_curve_public(derived.data(), keys.secret_key.c_str()) == 0 &&
                     keys.public_key == derived.data();
  if (whole) return keys;
  return fail(
      ErrorCode::kCorrupt,
      "does not hold a key pair; put the right file back, or remove it to get a new key that must be accepted again");
}

base::Result<KeyPair> load(const std::filesystem::path& path) {
  if (auto safe = sys::check_private(path); !safe) return tl::unexpected(safe.error());
  auto text = sys::read_file(path, kFileLimit);
  if (!text) return tl::unexpected(text.error());
  auto keys = parse(*text);
  if (!keys) return base::fail_in(path.string(), keys.error());
  return keys;
}

}  // namespace

KeyPair make_key_pair() {
  std::array<char, kZ85Length + 1> public_key{}, secret_key{};
  do {  // a key that begins with '-' would be taken for an option where it is typed: agents accept KEY NAME
    if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0) {
      std::abort();  // this libzmq has no CURVE: the program would be open to everybody
    }
  } while (public_key[0] == '-');
  return {public_key.data(), secret_key.data()};
}

base::Result<KeyPair> load_or_make_keys(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "curve.key";
  auto keys = load(path);
  if (keys || keys.error().code != ErrorCode::kNotFound) return keys;
  const KeyPair made = make_key_pair();
  const auto written = sys::create_file(path, to_text(made), 0600);
  if (written) return made;
  if (written.error().code == ErrorCode::kConflict) return load(path);  // another process was first: its key counts
  return tl::unexpected(written.error());
}

base::Status check_public_key(std::string_view z85) {
  const std::string text(z85);
  std::array<std::uint8_t, 32> key{};
  std::array<char, kZ85Length + 1> again{};
  // Encoded again because not every text the library decodes is the text of a key.
  if (text.size() == kZ85Length && zmq_z85_decode(key.data(), text.c_str()) != nullptr &&
      zmq_z85_encode(again.data(), key.data(), key.size()) != nullptr && text == again.data()) {
    return {};
  }
  return fail(ErrorCode::kInvalid, "not a public key: expected the 40 characters of Z85 that the `key` command prints");
}

}  // namespace redrive::link
