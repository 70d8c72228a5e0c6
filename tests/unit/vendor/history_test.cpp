#include "vendor/history.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "vendor/http_outcome.hpp"
#include "vendor/patience.hpp"

namespace tw::vendor {
namespace {

HistoryRow row(std::int64_t label, std::int64_t close) {
  HistoryRow row;
  row.label = {label};
  row.close = Price::whole(close);
  return row;
}

TEST(History, RowsComeOutOldestFirstAndOfOneLabelTheLastSent) {
  History history;
  history.rows = {row(30, 1), row(10, 2), row(20, 3), row(10, 4)};

  put_in_order(history);

  ASSERT_EQ(history.rows.size(), 3U);
  EXPECT_EQ(history.rows[0].close, Price::whole(4));
  EXPECT_EQ(history.rows[2].label, Timestamp{30});
  EXPECT_EQ(history.repeats_merged, 1U);
}

TEST(History, ThatGrowsPageByPageIsCopiedAFewTimesOnly) {
  constexpr int kPages = 1'000;
  constexpr std::size_t kRows = 50;
  History history;
  std::size_t moves = 0;
  for (int page = 0; page < kPages; ++page) {
    const std::size_t before = history.rows.capacity();
    make_room(history, kRows);
    if (history.rows.capacity() != before) ++moves;
    ASSERT_GE(history.rows.capacity(), history.rows.size() + kRows);
    history.rows.resize(history.rows.size() + kRows);
  }

  EXPECT_LE(moves, 11U) << "doubling from 50 to 50,000";
}

TEST(History, WhatWasNotAskedForIsDropped) {
  History history;
  history.rows = {row(10, 1), row(20, 2), row(30, 3)};

  keep_range(history, {20}, {20});

  ASSERT_EQ(history.rows.size(), 1U);
  EXPECT_EQ(history.rows[0].label, Timestamp{20});
}

Date date(int year, int month, int day) { return *Date::from_civil(year, month, day); }

TEST(History, AWeekIsLabelledByItsFirstSessionWhateverDayTheVendorNames) {
  constexpr Timeframe kWeek{Timeframe::Unit::Week, 1};
  const Timestamp tuesday_after_labor_day = date(2023, 9, 5).midnight();

  EXPECT_EQ(us_session_label(date(2023, 9, 8), kWeek), tuesday_after_labor_day);
  EXPECT_EQ(us_session_label(date(2023, 9, 4), kWeek), tuesday_after_labor_day);
  EXPECT_EQ(us_session_label(date(2023, 9, 5), kWeek), tuesday_after_labor_day);
}

TEST(History, AMonthIsLabelledByItsFirstSession) {
  constexpr Timeframe kMonth{Timeframe::Unit::Month, 1};
  EXPECT_EQ(us_session_label(date(2023, 1, 31), kMonth), date(2023, 1, 3).midnight());
  EXPECT_EQ(us_session_label(date(2023, 1, 31), kDaily), date(2023, 1, 31).midnight());
}

TEST(History, ABarThatHoldsNoRegularTradingIsDropped) {
  History history;
  history.timeframe = {Timeframe::Unit::Minute, 60};
  const Timestamp nine_o_clock = date(2024, 1, 2).midnight() + Duration::hours(14);
  history.rows = {row((nine_o_clock - Duration::hours(1)).unix_ns, 1), row(nine_o_clock.unix_ns, 2),
                  row((nine_o_clock + Duration::hours(6)).unix_ns, 3),
                  row((nine_o_clock + Duration::hours(7)).unix_ns, 4)};

  keep_us_regular_hours(history);

  ASSERT_EQ(history.rows.size(), 2U);
  EXPECT_EQ(history.rows[0].close, Price::whole(2)) << "it holds the open";
  EXPECT_EQ(history.rows[1].close, Price::whole(3));
}

TEST(History, ABarIsRunningUntilItsEndWasPublished) {
  History history;
  history.zone = "America/New_York";
  history.rows = {row(date(2024, 1, 2).midnight().unix_ns, 1),
                  row(date(2024, 1, 3).midnight().unix_ns, 2)};
  const Timestamp close = date(2024, 1, 3).midnight() + Duration::hours(21);

  History late = history;
  mark_running(late, close);
  EXPECT_TRUE(late.rows[1].is_complete);
  History early = history;
  mark_running(early, close - Duration::seconds(1));
  EXPECT_FALSE(early.rows[1].is_complete);
  EXPECT_TRUE(early.rows[0].is_complete);
  History delayed = history;
  delayed.delay = Duration::minutes(15);
  mark_running(delayed, close);
  EXPECT_FALSE(delayed.rows[1].is_complete);
  History elsewhere = history;
  elsewhere.zone = "Asia/Tokyo";
  mark_running(elsewhere, close);
  EXPECT_FALSE(elsewhere.rows[1].is_complete);
  History timeless = history;
  mark_running(timeless, std::nullopt);
  EXPECT_FALSE(timeless.rows[1].is_complete);
  EXPECT_TRUE(timeless.rows[0].is_complete);
}

TEST(History, ASplitIsWrittenInLowestTerms) {
  const auto split = split_action(date(2024, 1, 2), 1.025, 1.0);
  EXPECT_EQ(split->numerator, 41);
  EXPECT_EQ(split->denominator, 40);
  EXPECT_EQ(split_action(date(2024, 1, 2), 1, 20)->denominator, 20);
  for (const double bad : {0.0, -1.0, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(split_action(date(2024, 1, 2), bad, 1)) << bad;
  }
}

HttpResponse response(int status, HttpHeaders headers = {}, std::string body = {}) {
  return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

TEST(HttpOutcome, AStatusAloneSaysWhichClassItIs) {
  const std::pair<int, Outcome> rules[] = {
      {400, Outcome::BadRequest},  {401, Outcome::Auth},           {402, Outcome::Quota},
      {403, Outcome::Entitlement}, {404, Outcome::SymbolNotFound}, {410, Outcome::Retired},
      {429, Outcome::Throttle},    {500, Outcome::Transient},      {302, Outcome::Transient},
  };
  for (const auto& [status, outcome] : rules) {
    EXPECT_EQ(http_refusal(response(status), "")->outcome, outcome) << status;
  }
  EXPECT_FALSE(http_refusal(response(200), ""));
  EXPECT_EQ(http_refusal(response(500), "so it is")->what, "HTTP 500: so it is");
}

TEST(HttpOutcome, ARefusalWithoutWordsSaysItsClass) {
  EXPECT_EQ(refused(Outcome::Throttle, "").what, "throttle");
  EXPECT_EQ(refused(Outcome::Throttle, "slow down").what, "slow down");
}

TEST(HttpOutcome, AWaitIsTakenFromTheHeaderWhenItIsInSeconds) {
  EXPECT_EQ(http_refusal(response(429, {{"Retry-After", "30"}}), "")->retry_after,
            Duration::seconds(30));
  for (const char* other : {"soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999"}) {
    EXPECT_FALSE(retry_after(response(429, {{"Retry-After", other}}))) << other;
  }
}

TEST(HttpOutcome, ALimitByTheClockIsLiftedAtItsNextMinuteHourOrDay) {
  const auto at = [](const char* date) { return response(429, {{"Date", date}}); };
  const auto good = at("Wed, 21 Oct 2026 07:28:20 GMT");
  EXPECT_EQ(answered_at(good), date(2026, 10, 21).midnight() + Duration::seconds(26'900));
  EXPECT_EQ(until_next(good, Duration::minutes(1)), Duration::seconds(40));
  EXPECT_EQ(until_next(good, Duration::hours(1)), Duration::seconds(1900));
  EXPECT_EQ(until_next(response(429), Duration::minutes(1)), Duration::minutes(1));
  for (const char* bad : {"", "Wed, 21 Okt 2026 07:28:20 GMT", "Wed, 31 Feb 2026 07:28:20 GMT",
                          "Wed, 21 Oct 2026 25:28:20 GMT", "Wed, 21 Oct 2026 07:28:20 CET"}) {
    EXPECT_FALSE(answered_at(at(bad))) << bad;
  }
}

TEST(HttpOutcome, AResetInUnixSecondsIsComparedWithTheVendorsClock) {
  const auto at = [](const char* reset) {
    return response(429, {{"Date", "Wed, 21 Oct 2026 07:28:20 GMT"}, {"X-Reset", reset}});
  };
  EXPECT_EQ(until_reset(at("1792567715"), "x-reset"), Duration::seconds(15));
  for (const char* bad : {"1792567699", "99999999999999", "soon", ""}) {
    EXPECT_EQ(until_reset(at(bad), "x-reset"), Duration::seconds(40)) << bad;
  }
}

TEST(Patience, WhatIsLeftOnlyShrinks) {
  const Patience patience{Duration::hours(1)};
  const Duration first = patience.left();
  EXPECT_LE(first, Duration::hours(1));
  EXPECT_LE(patience.left(), first);
  EXPECT_LE(Patience{Duration{}}.left(), Duration{});
}

TEST(HttpOutcome, AWebPageIsNoAnswerWhateverItsHeaderSays) {
  EXPECT_TRUE(is_html(response(200, {{"Content-Type", "application/json"}}, "\n <html>")));
  EXPECT_FALSE(is_html(response(200, {}, R"({"a":"<b>"})")));
  EXPECT_FALSE(is_html(response(200)));
}

}  // namespace
}  // namespace tw::vendor
