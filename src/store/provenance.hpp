#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/date.hpp"
#include "market/price_basis.hpp"
#include "store/coverage.hpp"

namespace tw::store {

/// How a series came to be, as far as anybody said.
///
/// It stands in the bar file beside the bars, so that one is never newer than the other.
struct Provenance {
  PriceBasis basis = PriceBasis::Unknown;
  std::string currency;       ///< ISO 4217 of the prices.
  std::string zone;           ///< IANA, of the exchange.
  std::optional<Date> as_of;  ///< The day (UTC) on which the source last spoke about it.
  Coverage asked;             ///< Labels that the source was asked for and answered, bars or none.
  /// Labels without a bar where the calendar has a session, confirmed by a second question.
  Coverage confirmed_empty;

  bool is_known() const { return *this != Provenance{}; }
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// Returns `stored` with what is newly `said`: words and date of the newer, coverage of both.
/// Requires bases that do not contradict each other.
Provenance joined(const Provenance& stored, const Provenance& said);

/// Returns lines of `name=value`, as the footer of a bar file keeps them; the same provenance gives
/// the same bytes.
std::string to_text(const Provenance& provenance);

/// Returns what `to_text` wrote, or nothing when it did not write that.
std::optional<Provenance> parse_provenance(std::string_view text);

}  // namespace tw::store
