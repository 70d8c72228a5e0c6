#include "providers/quote_cache.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "providers/quote_text.hpp"

namespace tw::providers {
namespace {

using vendor::SymbolQuote;

constexpr Duration kOpen = Duration::seconds(2);
constexpr std::int64_t kPartOfDelay = 20;
constexpr Duration kOpenMax = Duration::minutes(1);
constexpr Duration kBeforeAndAfter = Duration::seconds(15);
constexpr Duration kClosed = Duration::minutes(5);

std::string key_of(const std::string& symbol, const std::string& provider) {
  return "tradewind:quote:" + (provider.empty() ? std::string{"auto"} : provider) + ":" + symbol;
}

}  // namespace

Duration quote_ttl(AssetClass asset_class, Duration delay, Timestamp now) {
  const SessionCalendar& calendar = calendar_of(asset_class);
  if (calendar.session_at(now)) {
    return std::clamp(Duration{delay.ns / kPartOfDelay}, kOpen, kOpenMax);
  }
  if (calendar.extended_session_at(now)) return kBeforeAndAfter;
  Session next = calendar.next_session(Date::of(now) - 2);
  while (next.open <= now) next = calendar.next_session(next.date);
  return std::min(kClosed, next.open - now);
}

std::optional<KeptQuote> QuoteCache::find(const std::string& symbol, const std::string& provider) {
  const Timestamp asked_at = surroundings_.now();
  const auto kept = relay_.get(key_of(symbol, provider));
  if (!kept || !*kept) return std::nullopt;
  auto answer = parse_quote_text(**kept);
  if (!answer || answer->value.symbol != symbol) return std::nullopt;
  const Timestamp now = surroundings_.now();
  const Duration kept_for = std::max(Duration{}, now - answer->received_at);
  answer->latency = now - asked_at;
  if (answer->value.event_at) answer->age = std::max(Duration{}, now - *answer->value.event_at);
  return KeptQuote{.answer = std::move(*answer), .kept_for = kept_for};
}

void QuoteCache::keep(const std::string& symbol, const std::string& provider,
                      const Sourced<SymbolQuote>& answer) {
  const Duration ttl = quote_ttl(asset_class_of(symbol), answer.value.delay, surroundings_.now());
  const auto span = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::nanoseconds{ttl.ns});
  const std::string text = quote_text(answer);
  static_cast<void>(relay_.put(key_of(symbol, provider), text, span));
  if (!provider.empty()) return;
  static_cast<void>(relay_.put(key_of(symbol, answer.source), text, span));
}

std::vector<KeptQuote> quotes_by(QuoteCache& cache, Router& router,
                                 const std::vector<std::string>& symbols, const Choice& choice) {
  std::vector<std::optional<KeptQuote>> answers(symbols.size());
  std::vector<std::string> asked;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    answers[i] = cache.find(symbols[i], choice.provider);
    if (answers[i]) continue;
    asked.push_back(symbols[i]);
    places.push_back(i);
  }
  if (!asked.empty()) {
    std::vector<Routed<SymbolQuote>> fresh = router.quotes(asked, choice);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      if (fresh[i]) cache.keep(asked[i], choice.provider, *fresh[i]);
      answers[places[i]] = KeptQuote{.answer = std::move(fresh[i])};
    }
  }
  std::vector<KeptQuote> all;
  all.reserve(answers.size());
  for (auto& answer : answers) all.push_back(std::move(*answer));
  return all;
}

}  // namespace tw::providers
