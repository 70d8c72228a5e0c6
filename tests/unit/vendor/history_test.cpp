#include "vendor/history.hpp"

#include <gtest/gtest.h>

#include "vendor/http_outcome.hpp"

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

TEST(HttpOutcome, AWaitIsTakenFromTheHeaderWhenItIsInSeconds) {
  EXPECT_EQ(http_refusal(response(429, {{"Retry-After", "30"}}), "")->retry_after,
            Duration::seconds(30));
  for (const char* other : {"soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999"}) {
    EXPECT_FALSE(retry_after(response(429, {{"Retry-After", other}}))) << other;
  }
}

TEST(HttpOutcome, AWebPageIsNoAnswerWhateverItsHeaderSays) {
  EXPECT_TRUE(is_html(response(200, {{"Content-Type", "application/json"}}, "\n <html>")));
  EXPECT_FALSE(is_html(response(200, {}, R"({"a":"<b>"})")));
  EXPECT_FALSE(is_html(response(200)));
}

}  // namespace
}  // namespace tw::vendor
