#pragma once

#include <string_view>
#include <vector>

#include "core/assert.hpp"
#include "vendor/answers.hpp"
#include "vendor/outcome.hpp"
#include "vendor/stream.hpp"

/// What holds of whatever a vendor's parser makes of any bytes.
namespace tw::vendor {

inline void check(const Refusal& refusal) {
  TW_ASSERT(refusal.outcome != Outcome::Ok);
  TW_ASSERT(!refusal.what.empty() && refusal.what.find('\n') == std::string::npos);
  TW_ASSERT(!refusal.retry_after || refusal.retry_after->ns >= 0);
}

inline void check(const std::vector<HistoryRow>& rows) {
  for (const HistoryRow& row : rows) {
    TW_ASSERT(row.open.raw() > 0 && row.high.raw() > 0);
    TW_ASSERT(row.low.raw() > 0 && row.close.raw() > 0);
  }
}

inline void check(const SymbolQuote& quote) {
  for (const auto& price : {quote.bid, quote.ask, quote.last, quote.open, quote.high, quote.low,
                            quote.previous_close}) {
    TW_ASSERT(!price || price->raw() > 0);
  }
}

inline void check(const std::vector<CorporateAction>& actions) {
  for (const CorporateAction& action : actions) {
    TW_ASSERT(action.numerator > 0 && action.denominator > 0);
  }
}

inline void check(const std::vector<StreamEvent>& events) {
  for (const StreamEvent& event : events) {
    if (const auto* trade = std::get_if<StreamTrade>(&event)) TW_ASSERT(trade->price.raw() > 0);
    if (const auto* quote = std::get_if<StreamQuote>(&event)) check(quote->quote);
    if (const auto* bar = std::get_if<StreamBar>(&event)) check(std::vector{bar->row});
  }
}

/// Checks the refusal of an answer, if it is one.
template <class T>
void check_refusal(const Answer<T>& answer) {
  if (!answer) check(answer.error());
}

}  // namespace tw::vendor
