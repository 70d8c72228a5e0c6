#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/currency.hpp"
#include "core/date.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "market/corporate_action.hpp"
#include "market/price_basis.hpp"
#include "market/timeframe.hpp"

namespace tw::vendor {

/// Stands where the vendor does not say. Source: ISO 4217, the code of no currency.
inline constexpr Currency kUnsaidCurrency{
    "X"
    "XX"};

/// What a vendor says of a symbol now. What it does not say is absent, never zero.
///
/// Units: prices in whole units of `currency` (pence have become pounds), sizes in shares.
struct SymbolQuote {
  std::string symbol;  ///< As it was asked for.
  Currency currency;   ///< Or `kUnsaidCurrency`.
  std::optional<Price> bid;
  std::optional<Price> ask;
  std::optional<Quantity> bid_size;
  std::optional<Quantity> ask_size;
  std::optional<Price> last;
  std::optional<Price> open;
  std::optional<Price> high;
  std::optional<Price> low;
  std::optional<Price> previous_close;
  std::optional<Volume> volume;
  /// When the figures held; absent when the vendor names no time.
  std::optional<Timestamp> event_at;
  Duration delay;  ///< By how much the vendor's plan is late, as it states.
};

/// One bar as the vendor labels it, before a calendar gives it its session and end.
struct HistoryRow {
  /// Intraday: the start. A day or longer: midnight UTC of the session's date (of the first
  /// session in a week or month).
  Timestamp label;
  Price open;
  Price high;
  Price low;
  Price close;
  Volume volume;
  std::optional<Price> adjusted_close;
  bool is_complete = true;  ///< False: the running bar, which will still change.
};

/// One symbol's bars, oldest first, each label once.
struct History {
  std::string symbol;  ///< As it was asked for.
  Timeframe timeframe;
  PriceBasis basis = PriceBasis::Unknown;  ///< What the vendor has taken out of the prices.
  Currency currency;
  std::string zone;  ///< IANA, as the vendor names it; may be empty.
  std::vector<HistoryRow> rows;
  std::vector<CorporateAction> actions;  ///< That came along; `symbol` says whose.
  std::size_t nulls_skipped = 0;         ///< Rows without prices.
  std::size_t repeats_merged = 0;        ///< Rows with a label that was there: the last one won.
  std::size_t rounded_values = 0;        ///< Values with more decimals than we keep.
  Duration delay;  ///< How long after its end the vendor publishes a bar, as it states.
};

/// One answer to a search by name or part of a symbol.
struct SymbolMatch {
  std::string symbol;
  std::string name;
  std::string exchange;  ///< The vendor's word for it.
  std::string kind;      ///< "equity", "etf", "fund", "index", "fx", "crypto", "future", "option".
  std::string region;
  Currency currency;  ///< Or `kUnsaidCurrency`.
};

struct OptionContract {
  std::string symbol;  ///< OCC, without padding: AAPL240119C00150000.
  bool is_call = true;
  Date expiry;
  Price strike;
  std::optional<Price> bid;
  std::optional<Price> ask;
  std::optional<Price> last;
  std::optional<Volume> volume;
  std::optional<Volume> open_interest;
  std::optional<double> implied_volatility;  ///< A fraction a year.
  std::optional<double> delta;
  std::optional<double> gamma;
  std::optional<double> theta;
  std::optional<double> vega;
  std::optional<Timestamp> event_at;
};

struct OptionChain {
  std::string underlying;
  std::vector<Date> expiries;  ///< All that the vendor lists, ascending; may be empty.
  std::vector<OptionContract> contracts;
};

/// What a vendor says of a company: figures by our names ("market_cap", "pe_trailing", "eps",
/// "shares_outstanding", "dividend_yield", "beta", "week_52_high"; ratios are fractions) and words
/// ("name", "sector", "industry", "country", "exchange").
struct Fundamentals {
  std::string symbol;
  std::vector<std::pair<std::string, double>> figures;
  std::vector<std::pair<std::string, std::string>> words;
};

}  // namespace tw::vendor
