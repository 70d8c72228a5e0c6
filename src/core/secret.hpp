#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace tw::inline core {

/// What a secret is shown as, wherever it would be written.
inline constexpr std::string_view kRedacted = "***";

/// A password, key or token: text that no log, URL or error may show.
///
/// Converts to no text, compares with none, and prints as "***"; whoever needs the text itself says
/// `reveal()`, which can be searched for. Wiped when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_{std::move(text)} {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_{std::move(other.text_)} { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept {
    wipe();
    text_ = std::move(other.text_);
    other.wipe();
    return *this;
  }
  ~Secret() { wipe(); }

  bool is_empty() const { return text_.empty(); }
  /// Owns: valid while this object lives.
  std::string_view reveal() const { return text_; }

 private:
  void wipe() {
    ::explicit_bzero(text_.data(), text_.size());
    text_.clear();
  }

  std::string text_;
};

inline std::string to_string(const Secret&) { return std::string{kRedacted}; }
template <class Stream>
Stream& operator<<(Stream& out, const Secret&) {
  out << kRedacted;
  return out;
}

}  // namespace tw::inline core
