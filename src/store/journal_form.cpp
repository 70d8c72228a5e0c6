#include "store/journal_form.hpp"

namespace tw::store::journal_form {

std::string file_name(std::uint32_t number) {
  constexpr std::size_t kDigits = 6;
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < kDigits ? kDigits - digits.size() : 0, '0') + digits +
         ".journal";
}

}  // namespace tw::store::journal_form
