#include "providers/gate.hpp"

#include <algorithm>

#include "core/date.hpp"

namespace tw::providers {
namespace {

using vendor::Outcome;
using vendor::Refusal;

Refusal refusal(Outcome outcome, std::string what, std::optional<Duration> wait = {}) {
  return {.outcome = outcome, .what = std::move(what), .retry_after = wait, .is_malformed = false};
}

/// Returns "until 2026-01-05T00:00:00Z", without the fraction of a second.
std::string until_text(Timestamp until) {
  if (until == kForever) return "until `tradewind providers reset`";
  return "until " +
         to_string(Timestamp::from_seconds((until.unix_ns + 999'999'999) / 1'000'000'000));
}

Skipped skipped_for(const Off& off, std::string_view what_is_off, Timestamp now) {
  std::string text{what_is_off};
  text += " ";
  text += until_text(off.until);
  text += ": " + off.what;
  if (off.until == kForever) return {refusal(off.reason, std::move(text)), std::nullopt};
  return {refusal(off.reason, std::move(text), off.until - now), off.until};
}

Skipped not_before(Outcome outcome, std::string text, Timestamp ready_at, Timestamp now) {
  text += " " + until_text(ready_at);
  return {refusal(outcome, std::move(text), ready_at - now), ready_at};
}

/// Returns `first` doubled `times` times, at most `longest`.
Duration doubled(Duration first, std::int32_t times, Duration longest) {
  Duration span = first;
  for (std::int32_t i = 0; i < times && span < longest; ++i) span = {span.ns * 2};
  return std::min(span, longest);
}

std::optional<Skipped> breaker_says(VendorRecord& record, Duration patience, Timestamp now) {
  Breaker& breaker = record.breaker;
  switch (breaker.state(now)) {
    case Breaker::State::Closed:
      return std::nullopt;
    case Breaker::State::Open: {
      const std::string last = record.last_error ? " (" + record.last_error->what + ")" : "";
      return not_before(Outcome::Transient,
                        "left alone after " + std::to_string(breaker.failures) + " failures" + last,
                        breaker.open_until, now);
    }
    case Breaker::State::HalfOpen:
      break;
  }
  if (now < breaker.probe_until) {
    return Skipped{refusal(Outcome::Transient, "being tried after failures"), std::nullopt};
  }
  breaker.probe_until = now + patience;
  return std::nullopt;
}

std::optional<Skipped> budget_says(const Budget& budget, std::int64_t cost, Timestamp now) {
  const auto wait = budget.wait(cost, now);
  if (!wait) {
    return Skipped{refusal(Outcome::Throttle, "one question costs more than the budget holds"),
                   std::nullopt};
  }
  if (wait->ns == 0) return std::nullopt;
  return not_before(Outcome::Throttle, "our budget is used up", now + *wait, now);
}

void failed(VendorRecord& record, Timestamp now) {
  Breaker& breaker = record.breaker;
  record.health.failed(now);
  breaker.failures += 1;
  breaker.probe_until = {};
  const bool is_probe = breaker.openings > 0;
  if (!is_probe && breaker.failures < kFailuresMax) return;
  breaker.open_until = now + doubled(kBreakerPause, breaker.openings, kBreakerPauseMax);
  breaker.openings = std::min(breaker.openings + 1, 16);
}

/// What a vendor without a date for its reset means: the next UTC midnight.
Timestamp next_midnight(Timestamp now) { return (Date::of(now) + 1).midnight(); }

void remember_unknown(VendorRecord& record, const std::string& symbol, Timestamp now) {
  if (symbol.empty()) return;
  auto& held = record.unknown_symbols;
  std::erase_if(held, [&](const auto& unknown) { return unknown.symbol == symbol; });
  if (held.size() == kUnknownSymbolsMax) held.erase(held.begin());
  held.push_back({.symbol = symbol, .until = now + kForgets});
}

void switch_off(std::optional<Off>& off, const Refusal& why, Timestamp until) {
  off = Off{.reason = why.outcome, .until = until, .what = vendor::one_line(why.what)};
}

void apply_refusal(VendorRecord& record, const Asking& asking, const Refusal& why, Timestamp now) {
  const auto told = [&](Duration otherwise) { return now + why.retry_after.value_or(otherwise); };
  switch (why.outcome) {
    case Outcome::Ok:
    case Outcome::NoData:
    case Outcome::BadRequest:
      break;
    case Outcome::SymbolNotFound:
      remember_unknown(record, asking.symbol, now);
      break;
    case Outcome::Auth:
    case Outcome::Retired:
      switch_off(record.off, why, kForever);
      break;
    case Outcome::Entitlement:
      switch_off(record.operations_off[static_cast<std::size_t>(asking.operation)], why,
                 now + kForgets);
      break;
    case Outcome::Throttle:
      record.throttled_until = std::max(record.throttled_until, told(kThrottlePause));
      break;
    case Outcome::Quota:
      switch_off(record.off, why, why.retry_after ? now + *why.retry_after : next_midnight(now));
      break;
    case Outcome::Blocked: {
      const Duration pause = doubled(kBlockPause, record.blocks, kBlockPauseMax);
      switch_off(record.off, why, now + std::max(pause, why.retry_after.value_or(pause)));
      record.blocks = std::min(record.blocks + 1, 16);
      record.health.failed(now);
      break;
    }
    case Outcome::Transient:
      failed(record, now);
      break;
  }
}

/// A vendor that said anything sensible is up.
bool shows_life(Outcome outcome) {
  return outcome != Outcome::Transient && outcome != Outcome::Blocked &&
         outcome != Outcome::Retired;
}

bool is_failure_worth_showing(Outcome outcome) {
  return outcome != Outcome::Ok && outcome != Outcome::NoData && outcome != Outcome::SymbolNotFound;
}

}  // namespace

void expire(VendorRecord& record, Timestamp now) {
  const auto is_over = [&](const std::optional<Off>& off) {
    return off && off->until != kForever && off->until <= now;
  };
  if (is_over(record.off)) record.off.reset();
  for (auto& off : record.operations_off) {
    if (is_over(off)) off.reset();
  }
  std::erase_if(record.unknown_symbols, [&](const auto& unknown) { return unknown.until <= now; });
}

std::optional<Skipped> admit(VendorRecord& record, const Asking& asking, Timestamp now) {
  expire(record, now);
  if (record.off) return skipped_for(*record.off, "off", now);
  const auto& operation_off = record.operations_off[static_cast<std::size_t>(asking.operation)];
  if (operation_off) {
    return skipped_for(*operation_off, std::string{to_string(asking.operation)} + " is off", now);
  }
  const auto unknown = std::ranges::find(record.unknown_symbols, asking.symbol,
                                         &VendorRecord::UnknownSymbol::symbol);
  if (!asking.symbol.empty() && unknown != record.unknown_symbols.end()) {
    return Skipped{
        refusal(Outcome::SymbolNotFound, "did not know " + asking.symbol + "; not asked again " +
                                             until_text(unknown->until)),
        std::nullopt};
  }
  if (record.throttled_until > now) {
    return not_before(Outcome::Throttle, "told us to wait", record.throttled_until, now);
  }
  if (auto no = budget_says(record.budget, asking.cost, now)) return no;
  if (auto no = breaker_says(record, asking.patience, now)) return no;
  record.budget.take(asking.cost, now);
  return std::nullopt;
}

void settle(VendorRecord& record, const Asking& asking, const Settlement& went, Timestamp now) {
  const Outcome outcome = went.refusal ? went.refusal->outcome : Outcome::Ok;
  record.outcomes[static_cast<std::size_t>(outcome)] += 1;
  record.budget.hear(went.news, now);
  if (shows_life(outcome)) record.breaker = {};
  if (outcome == Outcome::Ok || outcome == Outcome::NoData) {
    record.blocks = 0;
    record.health.answered(went.latency, now);
  }
  if (!went.refusal) return;
  if (went.refusal->is_malformed) record.malformed += 1;
  if (is_failure_worth_showing(outcome)) switch_off(record.last_error, *went.refusal, now);
  apply_refusal(record, asking, *went.refusal, now);
}

}  // namespace tw::providers
