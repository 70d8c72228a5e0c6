#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "core/splitmix.hpp"
#include "formats/csv_bars.hpp"
#include "formats/csv_write.hpp"
#include "market/session_calendar.hpp"
#include "store/bar_file.hpp"
#include "store/merged.hpp"
#include "support/seeds.hpp"
#include "support/temp_folder.hpp"

namespace tw {
namespace {

/// Draws whole tables: daily or of minutes, with and without adjusted closes.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_{seed} {}

  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(bound));
  }
  /// A price of any number of digits, more often a small one.
  std::int64_t price() {
    std::int64_t size = 10;
    for (std::int64_t digits = below(16); digits > 0; --digits) size *= 10;
    return 1 + below(size);
  }
  BarTable table() {
    const bool is_daily = below(2) == 0;
    BarTable table{.timeframe = is_daily ? kDaily : Timeframe{Timeframe::Unit::Minute, 1}};
    const bool has_adjusted = below(2) == 0;
    Date date = *Date::from_civil(static_cast<int>(1990 + below(40)), 1, 1);
    Timestamp at = date.midnight();
    for (std::int64_t rows = 1 + below(600); rows > 0; --rows) {
      date = SessionCalendar::of(CalendarKind::AlwaysOpen).next_session(date).date +
             static_cast<int>(below(3));
      at = at + Duration::minutes(1 + below(3));
      push(table, is_daily ? date.midnight() : at);
      if (!has_adjusted) continue;
      table.adjusted_close.push_back(below(5) == 0 ? BarSeries::kNoValue : price());
    }
    if (std::ranges::all_of(table.adjusted_close, is_unknown)) table.adjusted_close.clear();
    return table;
  }

 private:
  static bool is_unknown(std::int64_t raw) { return raw == BarSeries::kNoValue; }

  void push(BarTable& table, Timestamp start) {
    const std::int64_t a = price();
    const std::int64_t b = price();
    const Session session = *SessionCalendar::of(CalendarKind::AlwaysOpen).session(Date::of(start));
    const bool is_daily = !table.timeframe.is_intraday();
    table.push({.session = session.date,
                .start = start,
                .end = is_daily ? session.close : start + table.timeframe.span(),
                .open = Price::from_raw(price()),
                .high = Price::from_raw(std::max(a, b)),
                .low = Price::from_raw(std::min(a, b)),
                .close = Price::from_raw(price()),
                .volume = Volume::from_raw(below(4) == 0 ? 0 : price() * 10)});
  }

  SplitMix random_;
};

void expect_same(const BarTable& a, const BarSeries& b) {
  const auto same = [](const auto& x, const auto& y) { return std::ranges::equal(x, y); };
  EXPECT_TRUE(same(a.start, b.start));
  EXPECT_TRUE(same(a.end, b.end));
  EXPECT_TRUE(same(a.session, b.session));
  EXPECT_TRUE(same(a.open, b.open));
  EXPECT_TRUE(same(a.high, b.high));
  EXPECT_TRUE(same(a.low, b.low));
  EXPECT_TRUE(same(a.close, b.close));
  EXPECT_TRUE(same(a.volume, b.volume));
  EXPECT_TRUE(same(a.adjusted_close, b.adjusted_close));
}

formats::CsvOptions options_for(const BarTable& table) {
  return {.timeframe = table.timeframe, .calendar = CalendarKind::AlwaysOpen, .zone = "UTC"};
}

/// Puts every field in quotation marks, which only the patient way reads.
std::string in_quotes(const std::string& csv) {
  std::string text = "\"";
  for (const char c : csv) {
    if (c == ',') {
      text += "\",\"";
    } else if (c == '\n') {
      text += "\"\n\"";
    } else {
      text += c;
    }
  }
  text.pop_back();
  return text;
}

TEST(Bars, WrittenAsCsvAreReadBackToTheLastUnit) {
  support::for_each_seed([](std::uint64_t seed) {
    const BarTable table = Draw{seed}.table();

    const std::string text = formats::to_csv(table.view({}));
    const auto bars = formats::parse_csv_bars(text, options_for(table));

    ASSERT_TRUE(bars.has_value()) << bars.error().message;
    EXPECT_TRUE(bars->quarantined.empty());
    expect_same(table, bars->table.view({}));
  });
}

TEST(Bars, AreTheSameByTheQuickAndByThePatientWay) {
  support::for_each_seed([](std::uint64_t seed) {
    Draw draw{seed};
    const BarTable table = draw.table();
    std::string text = formats::to_csv(table.view({}));
    // Spoil some bytes of the rows: both ways must also agree on what to set aside.
    const std::size_t first_row = text.find('\n') + 1;
    constexpr std::string_view kSpoilers = "0,-.xe9 Z:";
    for (std::int64_t i = draw.below(10); i > 0; --i) {
      const auto at =
          first_row +
          static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(text.size() - first_row)));
      if (text[at] != '\n') text[at] = kSpoilers[static_cast<std::size_t>(draw.below(10))];
    }

    const auto quick = formats::parse_csv_bars(text, options_for(table));
    const std::string patient_text = in_quotes(text);
    const auto patient = formats::parse_csv_bars(patient_text, options_for(table));

    ASSERT_EQ(quick.has_value(), patient.has_value());
    if (!quick) return;
    expect_same(quick->table, patient->table.view({}));
    ASSERT_EQ(quick->quarantined.size(), patient->quarantined.size());
    for (std::size_t i = 0; i < quick->quarantined.size(); ++i) {
      EXPECT_EQ(quick->quarantined[i].line, patient->quarantined[i].line);
      EXPECT_EQ(quick->quarantined[i].fault, patient->quarantined[i].fault);
    }
  });
}

TEST(Bars, InABarFileAreThoseThatWereWritten) {
  const support::TempFolder folder;
  support::for_each_seed([&](std::uint64_t seed) {
    const BarTable table = Draw{seed}.table();
    const store::BarKey key{"SYMBOL", table.timeframe, "source"};

    ASSERT_TRUE(
        store::write_bar_file(folder / "bars", key, CalendarKind::AlwaysOpen, table.view({})));
    const auto bars = store::MappedBars::open(folder / "bars");

    ASSERT_TRUE(bars.has_value()) << bars.error().message;
    EXPECT_EQ(bars->key(), key);
    expect_same(table, bars->series({}));
  });
}

TEST(Bars, MergedHoldEveryBarOnceInOrderAndAgainChangeNothing) {
  support::for_each_seed([](std::uint64_t seed) {
    Draw draw{seed};
    const BarTable a = draw.table();
    BarTable b = draw.table();
    if (a.timeframe != b.timeframe) return;

    store::MergeTally tally;
    const BarTable both = store::merged(a.view({}), b.view({}), tally);
    store::MergeTally again;
    const BarTable same = store::merged(both.view({}), b.view({}), again);

    std::set<std::int64_t> starts{a.start.begin(), a.start.end()};
    starts.insert(b.start.begin(), b.start.end());
    EXPECT_TRUE(std::ranges::equal(both.start, starts));
    EXPECT_EQ(both.size(), a.size() + tally.added);
    EXPECT_EQ(tally.added + tally.unchanged + tally.changed, b.size());
    EXPECT_EQ(again.unchanged, b.size());
    expect_same(both, same.view({}));
  });
}

}  // namespace
}  // namespace tw
