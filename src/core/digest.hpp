#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tw::inline core {

/// A 128-bit fingerprint of bytes fed in order; the same on every machine and compiler.
///
/// Not a defence against forgery: it names runs and data, it does not sign them.
/// Source: XXH3-128 of libxxhash.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);
  /// Feeds the eight bytes of `value`, least significant first.
  void update(std::int64_t value);

  /// Returns 32 lower-case hex digits of what was fed so far; more may follow.
  std::string hex() const;
  void reset();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tw::inline core
