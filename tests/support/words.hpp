#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "core/decimal.hpp"

namespace tw::support {

/// Stops one line; the next goes on.
struct LineError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The words of one statement, taken from the left.
class Words {
 public:
  explicit Words(std::string_view text) : rest_{text} { skip_spaces(); }

  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  std::string_view peek() const { return rest_.substr(0, rest_.find_first_of(" \t")); }
  std::string_view next(std::string_view what) {
    if (done()) throw LineError{"expected " + std::string{what} + " at the end of the line"};
    const std::string_view word = peek();
    rest_.remove_prefix(word.size());
    skip_spaces();
    return word;
  }
  bool accept(std::string_view word) {
    if (peek() != word) return false;
    next(word);
    return true;
  }
  void expect(std::string_view word) {
    if (!accept(word)) throw LineError{"expected '" + std::string{word} + "'"};
  }
  template <class Amount>
  Amount amount(std::string_view what) {
    const std::string_view word = next(what);
    const auto amount = parse<Amount>(word);
    if (!amount) throw LineError{std::string{what} + " '" + std::string{word} + "' is no number"};
    return *amount;
  }

 private:
  void skip_spaces() {
    const std::size_t start = rest_.find_first_not_of(" \t\r");
    rest_.remove_prefix(start == std::string_view::npos ? rest_.size() : start);
  }

  std::string_view rest_;
};

}  // namespace tw::support
