#include "formats/audit_signature.hpp"

#include <charconv>
#include <sodium.h>

#include "core/json_text.hpp"
#include "formats/csv_stamp.hpp"
#include "formats/json_value.hpp"

namespace tw::formats {
namespace {

using Signature = std::array<unsigned char, crypto_sign_BYTES>;

constexpr std::string_view kMark = R"(,"signature":")";

struct Pair {
  PublicKey open{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> closed{};

  explicit Pair(const SigningSeed& seed) {
    crypto_sign_seed_keypair(open.data(), closed.data(), seed.bytes().data());
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() { sodium_memzero(closed.data(), closed.size()); }
};

/// Returns the bytes that 128 hex digits stand for, as two halves that `parse_hash` knows.
std::optional<Signature> parse_signature(std::string_view hex) {
  constexpr std::size_t kHalf = crypto_sign_BYTES;
  if (hex.size() != 2 * kHalf) return std::nullopt;
  const auto front = parse_hash(hex.substr(0, kHalf));
  const auto back = parse_hash(hex.substr(kHalf));
  if (!front || !back) return std::nullopt;
  Signature signature;
  std::copy(front->begin(), front->end(), signature.begin());
  std::copy(back->begin(), back->end(), signature.begin() + front->size());
  return signature;
}

}  // namespace

SigningSeed::~SigningSeed() { sodium_memzero(bytes_.data(), bytes_.size()); }

PublicKey public_key_of(const SigningSeed& seed) { return Pair{seed}.open; }

std::string sign_head(const AuditHead& head, Timestamp at, const SigningSeed& seed) {
  const Pair pair{seed};
  std::string text = R"({"head":)" + std::to_string(head.sequence) + R"(,"hash":")" +
                     to_hex(head.hash) + R"(","at":)";
  append_json_text(text, to_string(at));
  text += R"(,"key":")" + to_hex(pair.open) + '"';
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       pair.closed.data());
  AuditHash half;
  text += kMark;
  for (std::size_t i = 0; i < signature.size(); i += half.size()) {
    std::copy_n(signature.begin() + static_cast<std::ptrdiff_t>(i), half.size(), half.begin());
    text += to_hex(half);
  }
  return text + "\"}\n";
}

std::expected<SignedHead, std::string> open_head(std::string_view text) {
  constexpr std::string_view kForm = "it is no signed head; write one with `tradewind audit head`";
  while (text.ends_with('\n')) text.remove_suffix(1);
  const std::size_t mark = text.rfind(kMark);
  const auto json = parse_json(text);
  if (!json || mark == std::string_view::npos) return std::unexpected{std::string{kForm}};
  const auto member = [&](std::string_view name) -> std::string_view {
    const JsonValue* found = json->find(name);
    return found == nullptr ? std::string_view{} : std::string_view{found->text};
  };
  const auto hash = parse_hash(member("hash"));
  const auto key = parse_hash(member("key"));
  const auto signature = parse_signature(member("signature"));
  const auto at = parse_stamp(member("at"), DateOrder::Unknown);
  constexpr std::string_view kFront = R"({"head":)";
  std::uint64_t sequence = 0;
  if (!text.starts_with(kFront)) return std::unexpected{std::string{kForm}};
  const auto read =
      std::from_chars(text.data() + kFront.size(), text.data() + text.size(), sequence);
  if (read.ec != std::errc{} || !hash || !key || !signature || !at) {
    return std::unexpected{std::string{kForm}};
  }
  const int verified = crypto_sign_verify_detached(
      signature->data(), reinterpret_cast<const unsigned char*>(text.data()), mark, key->data());
  if (verified != 0) {
    return std::unexpected{std::string{"its signature does not match: it was altered"}};
  }
  return SignedHead{
      .head = {.sequence = sequence, .hash = *hash}, .at = Timestamp{at->wall_ns}, .key = *key};
}

}  // namespace tw::formats
