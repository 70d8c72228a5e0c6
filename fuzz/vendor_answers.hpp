#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/assert.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"
#include "vendor/stream.hpp"

/// What the targets of the vendors' parsers share: how bytes become an answer, and what holds of
/// whatever a parser makes of them.
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

/// The rows of a history that a parser has put into order.
inline void check_ordered(const History& history) {
  check(history.rows);
  check(history.actions);
  for (std::size_t i = 1; i < history.rows.size(); ++i) {
    TW_ASSERT(history.rows[i - 1].label < history.rows[i].label);
  }
}

/// Checks the refusal of an answer, if it is one.
template <class T>
void check_refusal(const Answer<T>& answer) {
  if (!answer) check(answer.error());
}

/// Reads the bytes as one frame of a stream.
template <class Stream>
void fuzz_frame(Stream&& stream, std::string_view frame) {
  std::vector<StreamEvent> events;
  const auto read = stream.read(frame, {}, events);
  if (!read) check(read.error());
  check(events);
}

/// One run of a target. The first byte says which status the answer has and what had been asked;
/// the others are its body.
template <std::size_t kCount, class Fuzz>
int fuzz_answer(const std::uint8_t* data, std::size_t size, const std::array<int, kCount>& statuses,
                Fuzz&& fuzz) {
  if (size == 0) return 0;
  const HttpResponse response{.status = statuses[data[0] % kCount],
                              .headers = {},
                              .body = {reinterpret_cast<const char*>(data + 1), size - 1}};
  fuzz(response, static_cast<std::uint8_t>(data[0] / kCount));
  return 0;
}

}  // namespace tw::vendor
