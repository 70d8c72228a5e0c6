#include "sim/day_trades.hpp"

#include <algorithm>

namespace tw::sim {
namespace {

constexpr Date kFrom = *Date::from_civil(2001, 9, 28);
constexpr Date kUntil = *Date::from_civil(2026, 6, 4);
constexpr int kPatternDays = 90;
constexpr int kDayTradesMin = 4;
constexpr int kPerCent = 6;

}  // namespace

bool DayTrades::applies(Date session) { return session >= kFrom && session < kUntil; }

bool DayTrades::begin(Date session, Money equity) {
  if (applies(session_) && is_pattern()) pattern_until_ = session_ + kPatternDays;
  session_ = session;
  std::rotate(tallies_.begin(), tallies_.end() - 1, tallies_.end());
  tallies_.front() = {};
  opened_.clear();
  const bool was_restricted = is_restricted_;
  is_restricted_ = applies(session) && session <= pattern_until_ && equity < kEquityMin;
  return is_restricted_ && !was_restricted;
}

void DayTrades::traded(InstrumentId instrument, bool opened, bool closed, bool is_first) {
  tallies_.front().orders += is_first ? 1 : 0;
  const auto found = std::ranges::find(opened_, instrument);
  if (closed && found != opened_.end()) {
    tallies_.front().day_trades += 1;
    opened_.erase(found);
  }
  if (opened && std::ranges::find(opened_, instrument) == opened_.end()) {
    opened_.push_back(instrument);
  }
}

int DayTrades::day_trades() const {
  int sum = 0;
  for (const Tally& tally : tallies_) sum += tally.day_trades;
  return sum;
}

bool DayTrades::is_pattern() const {
  int orders = 0;
  for (const Tally& tally : tallies_) orders += tally.orders;
  return day_trades() >= kDayTradesMin && day_trades() * 100 > kPerCent * orders;
}

}  // namespace tw::sim
