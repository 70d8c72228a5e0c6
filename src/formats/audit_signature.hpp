#pragma once

#include <array>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "formats/audit_chain.hpp"

// A head that is signed and kept elsewhere proves what the trail said then: a trail that was
// rebuilt as a whole, which no look at it alone can tell, does not contain that head.
namespace tw::formats {

/// What an Ed25519 pair is made of. Never printed; wiped when it goes.
class SigningSeed {
 public:
  static constexpr std::size_t kSize = 32;

  explicit SigningSeed(const std::array<unsigned char, kSize>& bytes) : bytes_{bytes} {}
  SigningSeed(const SigningSeed&) = default;
  SigningSeed& operator=(const SigningSeed&) = default;
  ~SigningSeed();

  const std::array<unsigned char, kSize>& bytes() const { return bytes_; }

 private:
  std::array<unsigned char, kSize> bytes_;
};

/// An Ed25519 public key. Source: RFC 8032, by libsodium.
using PublicKey = std::array<unsigned char, 32>;

PublicKey public_key_of(const SigningSeed& seed);

/// A head as it leaves the machine.
struct SignedHead {
  AuditHead head;
  Timestamp at;
  PublicKey key{};
};

/// Returns one line of JSON: the head, when it was signed, by which key, and the signature of the
/// bytes before it.
std::string sign_head(const AuditHead& head, Timestamp at, const SigningSeed& seed);

/// Errors: one line: the text has not the form, or the signature is not the key's. Whether the key
/// is one to trust is the caller's to say.
std::expected<SignedHead, std::string> open_head(std::string_view text);

}  // namespace tw::formats
