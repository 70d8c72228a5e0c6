#include "sim/regulatory_fees.hpp"

#include <algorithm>
#include <iterator>

namespace tw::sim {
namespace {

constexpr Date day(int year, int month, int day_of_month) {
  return *Date::from_civil(year, month, day_of_month);
}

/// Units: cents per million of value, as the advisories state them.
struct Section31Entry {
  Date from;
  std::int64_t cents_per_million;
};

constexpr Section31Entry kSection31[] = {
    {day(2009, 4, 10), 2570}, {day(2010, 1, 15), 1270}, {day(2010, 4, 1), 1690},
    {day(2011, 1, 21), 1920}, {day(2012, 2, 21), 1800}, {day(2012, 4, 1), 2240},
    {day(2013, 5, 25), 1740}, {day(2014, 3, 18), 2210}, {day(2015, 2, 14), 1840},
    {day(2016, 2, 16), 2180}, {day(2017, 7, 4), 2310},  {day(2018, 5, 22), 1300},
    {day(2019, 4, 16), 2070}, {day(2020, 2, 18), 2210}, {day(2021, 2, 25), 510},
    {day(2022, 5, 14), 2290}, {day(2023, 2, 27), 800},  {day(2024, 5, 22), 2780},
    {day(2025, 5, 14), 0},    {day(2026, 4, 4), 2060},
};

/// Units: millionths of a dollar a share; cents.
struct ActivityEntry {
  Date from;
  std::int64_t micros_per_share;
  std::int64_t maximum_cents;
};

constexpr ActivityEntry kActivity[] = {
    {day(2004, 1, 1), 75, 375},  {day(2011, 7, 1), 90, 450},  {day(2012, 3, 1), 95, 475},
    {day(2012, 7, 1), 119, 595}, {day(2022, 1, 1), 130, 649}, {day(2023, 1, 1), 145, 727},
    {day(2024, 1, 1), 166, 830}, {day(2026, 1, 1), 195, 979},
};

/// Returns the entry in force on `session`: the last that began by then, or else the first.
template <class Entry, std::size_t kEntries>
const Entry& in_force(const Entry (&table)[kEntries], Date session) {
  const auto after = std::upper_bound(std::begin(table), std::end(table), session,
                                      [](Date at, const Entry& entry) { return at < entry.from; });
  return after == std::begin(table) ? table[0] : *std::prev(after);
}

constexpr std::int64_t kMillionth = kDecimals8 / 1'000'000;
constexpr std::int64_t kRawCent = kDecimals8 / 100;

}  // namespace

Ratio section_31_rate(Date session) {
  // A cent per million is 1e-8.
  return Ratio::from_raw(in_force(kSection31, session).cents_per_million);
}

TradingActivityFee trading_activity_fee(Date session) {
  const ActivityEntry& entry = in_force(kActivity, session);
  return {.per_share = Price::from_raw(entry.micros_per_share * kMillionth),
          .maximum = Money::from_raw(entry.maximum_cents * kRawCent)};
}

Money fees_of_sale(Date session, Quantity quantity, Money value) {
  const TradingActivityFee activity = trading_activity_fee(session);
  return portion(value, section_31_rate(session), Rounding::HalfEven) +
         std::min(notional(activity.per_share, quantity, Rounding::HalfEven), activity.maximum);
}

}  // namespace tw::sim
