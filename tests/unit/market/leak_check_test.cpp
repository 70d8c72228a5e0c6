#include "market/leak_check.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <vector>

#include "support/random_walk.hpp"

// A file of bars can know the future by itself. Each test makes such a file from an honest one, as
// a slip in a notebook would.
namespace tw {
namespace {

std::vector<Leak> leaks_in(const BarTable& table) {
  std::vector<Leak> leaks;
  const auto found = check_leaks(table.view({}), SessionCalendar::of(CalendarKind::Nyse));
  for (const LeakFinding& finding : found) leaks.push_back(finding.leak);
  return leaks;
}

std::int64_t raw(double price) { return static_cast<std::int64_t>(std::llround(price)); }

/// Bars of so many minutes in NYSE sessions; `shift` moves the labels.
BarTable intraday(int minutes, int sessions, Duration shift = {}) {
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  Session session = calendar.session_or_assumed(support::date("2015-01-02"));
  BarTable table{.timeframe = *parse_timeframe(std::to_string(minutes) + "m")};
  SplitMix dice{99};
  double last = 100.0;
  for (int day = 0; day < sessions; ++day) {
    for (Timestamp at = session.open; at < session.close; at = at + Duration::minutes(minutes)) {
      const double close = last * (1.0 + (dice.uniform() - 0.5) * 0.006);
      table.push({.session = session.date,
                  .start = at + shift,
                  .end = at + shift + Duration::minutes(minutes),
                  .open = *Price::from_double(last),
                  .high = *Price::from_double(std::max(last, close) * 1.001),
                  .low = *Price::from_double(std::min(last, close) * 0.999),
                  .close = *Price::from_double(close),
                  .volume = Volume::whole(1000)});
      last = close;
    }
    session = calendar.next_session(session.date);
  }
  return table;
}

TEST(LeakCheck, IsSilentOnHonestBars) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    EXPECT_TRUE(leaks_in(support::random_walk(seed, 500)).empty()) << seed;
  }
  EXPECT_TRUE(leaks_in(intraday(5, 10)).empty());
  EXPECT_TRUE(leaks_in(intraday(30, 40)).empty());
}

TEST(LeakCheck, IsSilentOnTooFewBars) {
  BarTable table = support::random_walk(1, 59);
  std::rotate(table.close.begin(), table.close.begin() + 1, table.close.end());

  EXPECT_TRUE(leaks_in(table).empty());
}

TEST(LeakCheck, FindsACloseThatWasMovedUp) {
  for (std::size_t rows = 1; rows <= 10; ++rows) {
    BarTable table = support::random_walk(2, 300);
    table.close.erase(table.close.begin(), table.close.begin() + static_cast<std::ptrdiff_t>(rows));
    table.close.resize(300, table.close.back());

    const auto found = check_leaks(table.view({}), SessionCalendar::of(CalendarKind::Nyse));

    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().leak, Leak::CloseAhead);
    EXPECT_EQ(found.front().value, static_cast<double>(rows));
  }
}

/// Daily bars that open some way from the close before, as stocks do over night. `overnight` is the
/// part of the deviation of the day.
BarTable with_gaps(std::uint64_t seed, double overnight) {
  BarTable table = support::random_walk(seed, 400);
  SplitMix dice{seed};
  double last = 100.0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double open = last * (1.0 + (dice.uniform() - 0.5) * 0.03 * overnight);
    last = open * (1.0 + (dice.uniform() - 0.5) * 0.03);
    table.open[i] = raw(open * 1e8);
    table.close[i] = raw(last * 1e8);
    table.high[i] = raw(std::max(open, last) * (1.0 + dice.uniform() * 0.005) * 1e8);
    table.low[i] = raw(std::min(open, last) * (1.0 - dice.uniform() * 0.005) * 1e8);
  }
  return table;
}

// Stocks open away from the close before, and so a close that was moved up by one bar meets an open
// about as well as an honest one: it shows by never leaving the range that it was taken from.
TEST(LeakCheck, FindsAMovedCloseWherePricesJumpOverNight) {
  for (const double overnight : {0.0, 0.3, 0.6, 1.0, 1.5}) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      BarTable table = with_gaps(seed, overnight);
      ASSERT_TRUE(leaks_in(table).empty()) << overnight;
      table.close.erase(table.close.begin());
      table.close.push_back(table.close.back());
      EXPECT_EQ(leaks_in(table), std::vector{Leak::CloseAhead}) << overnight;
      // Whoever moves the column mends the range to fit, or the file would be refused.
      for (std::size_t i = 0; i < table.size(); ++i) {
        table.high[i] = std::max(table.high[i], table.close[i]);
        table.low[i] = std::min(table.low[i], table.close[i]);
      }
      EXPECT_EQ(leaks_in(table), std::vector{Leak::CloseAhead}) << overnight;
    }
  }
}

TEST(LeakCheck, FindsTheSessionsCloseInEachOfItsBars) {
  BarTable table = intraday(30, 40);
  for (std::size_t i = 0; i + 13 <= table.size(); i += 13) {
    std::fill_n(table.close.begin() + static_cast<std::ptrdiff_t>(i), 13, table.close[i + 12]);
  }
  for (std::size_t i = 0; i < table.size(); ++i) {
    table.high[i] = std::max(table.high[i], table.close[i]);
    table.low[i] = std::min(table.low[i], table.close[i]);
  }

  const auto found = leaks_in(table);

  EXPECT_EQ(std::ranges::count(found, Leak::RepeatedCloses), 1);
}

TEST(LeakCheck, IsSilentOnACloseThatComesLate) {
  BarTable table = support::random_walk(2, 300);
  table.close.insert(table.close.begin(), table.close.front());
  table.close.pop_back();

  const auto found = leaks_in(table);

  EXPECT_EQ(std::ranges::count(found, Leak::CloseAhead), 0);
}

TEST(LeakCheck, FindsALongerBarWrittenIntoItsShorterOnes) {
  BarTable table = intraday(30, 40);
  for (std::size_t i = 0; i + 13 <= table.size(); i += 13) {
    const auto from = static_cast<std::ptrdiff_t>(i);
    const std::int64_t high =
        *std::max_element(table.high.begin() + from, table.high.begin() + from + 13);
    const std::int64_t low =
        *std::min_element(table.low.begin() + from, table.low.begin() + from + 13);
    const std::int64_t open = table.open[i];
    const std::int64_t close = table.close[i + 12];
    for (std::size_t row = i; row < i + 13; ++row) {
      table.open[row] = open, table.high[row] = high, table.low[row] = low,
      table.close[row] = close;
    }
  }

  const auto found = leaks_in(table);

  EXPECT_EQ(std::ranges::count(found, Leak::RepeatedBars), 1);
}

TEST(LeakCheck, FindsTheSessionsRangeInEachOfItsBars) {
  BarTable table = intraday(30, 40);
  for (std::size_t i = 0; i + 13 <= table.size(); i += 13) {
    const auto from = static_cast<std::ptrdiff_t>(i);
    const std::int64_t high =
        *std::max_element(table.high.begin() + from, table.high.begin() + from + 13);
    const std::int64_t low =
        *std::min_element(table.low.begin() + from, table.low.begin() + from + 13);
    std::fill_n(table.high.begin() + from, 13, high);
    std::fill_n(table.low.begin() + from, 13, low);
  }

  EXPECT_EQ(leaks_in(table), std::vector{Leak::RepeatedRange});
}

TEST(LeakCheck, FindsACentredAverageInPlaceOfTheClose) {
  BarTable table = support::random_walk(4, 400);
  const std::vector<std::int64_t> close = table.close;
  for (std::size_t i = 2; i + 2 < close.size(); ++i) {
    table.close[i] = (close[i - 2] + close[i - 1] + close[i] + close[i + 1] + close[i + 2]) / 5;
  }

  const auto found = leaks_in(table);

  EXPECT_EQ(std::ranges::count(found, Leak::Smoothed), 1);
}

TEST(LeakCheck, FindsPricesDividedByTheHighestOrTheLastOfAll) {
  const auto divided = [](auto divisor_of) {
    BarTable table = support::random_walk(5, 400);
    const double divisor = static_cast<double>(divisor_of(table)) / 1e8;
    for (auto* prices : {&table.open, &table.high, &table.low, &table.close}) {
      for (std::int64_t& price : *prices) price = raw(static_cast<double>(price) / divisor);
    }
    return leaks_in(table);
  };

  EXPECT_EQ(divided([](const BarTable& t) { return *std::ranges::max_element(t.close); }),
            std::vector{Leak::Normalised});
  EXPECT_EQ(divided([](const BarTable& t) { return *std::ranges::max_element(t.high); }),
            std::vector{Leak::Normalised});
  EXPECT_EQ(divided([](const BarTable& t) { return t.close.back(); }),
            std::vector{Leak::Normalised});
  // By the first is what anyone could have known.
  EXPECT_TRUE(divided([](const BarTable& t) { return t.close.front(); }).empty());
}

TEST(LeakCheck, FindsPricesStandardisedByTheWholeSample) {
  BarTable table = support::random_walk(5, 400);
  double mean = 0.0;
  for (const std::int64_t close : table.close) mean += static_cast<double>(close) / 400.0;
  double squares = 0.0;
  for (const std::int64_t close : table.close) {
    squares += (static_cast<double>(close) - mean) * (static_cast<double>(close) - mean);
  }
  const double deviation = std::sqrt(squares / 399.0);
  for (auto* prices : {&table.open, &table.high, &table.low, &table.close}) {
    for (std::int64_t& price : *prices) {
      price = raw(((static_cast<double>(price) - mean) / deviation + 10.0) * 1e8);
    }
  }

  EXPECT_EQ(leaks_in(table), std::vector{Leak::Normalised});
}

TEST(LeakCheck, FindsDaysLabelledADayEarly) {
  BarTable table = support::random_walk(6, 300);
  for (std::int32_t& session : table.session) session -= 1;

  EXPECT_EQ(leaks_in(table), std::vector{Leak::EarlySessions});
}

TEST(LeakCheck, FindsBarsLabelledOneBarEarly) {
  EXPECT_EQ(leaks_in(intraday(30, 40, Duration::minutes(-30))), std::vector{Leak::EarlyHours});
  EXPECT_TRUE(leaks_in(intraday(30, 40, Duration::minutes(30))).empty()) << "late is no look-ahead";
}

TEST(LeakCheck, FindsBarsAheadOfASecondSource) {
  const BarTable honest = support::random_walk(7, 400);
  BarTable early = honest;
  for (auto* column : {&early.open, &early.high, &early.low, &early.close}) {
    std::rotate(column->begin(), column->begin() + 1, column->end());
  }

  EXPECT_TRUE(leaks_in(early).size() <= 1U) << "alone, the file looks sound";
  const auto found = check_ahead_of(early.view({}), honest.view({}));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->leak, Leak::AheadOfReference);
  EXPECT_EQ(found->value, 1.0);
  EXPECT_FALSE(check_ahead_of(honest.view({}), honest.view({})).has_value());
  EXPECT_FALSE(check_ahead_of(honest.view({}), early.view({})).has_value());
}

TEST(LeakCheck, HasANameForEachLeak) {
  for (std::size_t i = 0; i < kLeaks; ++i) {
    EXPECT_FALSE(to_string(static_cast<Leak>(i)).empty());
  }
}

}  // namespace
}  // namespace tw
