#include "vendor/vendor.hpp"

#include <gtest/gtest.h>

#include "support/scripted_transport.hpp"
#include "support/vendor_words.hpp"
#include "vendor/access.hpp"
#include "vendor/budget_board.hpp"
#include "vendor/endpoint.hpp"
#include "vendor/history.hpp"

namespace tw::vendor {
namespace {

TEST(HttpMessage, AHeaderIsFoundWhateverItsLetters) {
  const HttpResponse response{
      .status = 429, .headers = {{"Date", "now"}, {"retry-AFTER", "30"}}, .body = ""};

  EXPECT_EQ(response.header("Retry-After"), "30");
  EXPECT_EQ(response.header("Retry"), std::nullopt);
}

TEST(HttpMessage, WhatIsReservedInAnAddressIsEncoded) {
  EXPECT_EQ(percent_encoded("^GSPC=F/ü.~"), "%5EGSPC%3DF%2F%C3%BC.~");
}

TEST(HttpMessage, AnAddressThatIsLoggedKeepsNoKey) {
  EXPECT_EQ(loggable_url("https://example.com/c?apikey=k#f"), "https://example.com/c");
  EXPECT_EQ(loggable_url("wss://user:k@example.com:1/c@d"), "wss://example.com:1/c@d");
  EXPECT_EQ(loggable_url("https://example.com/c/d@e"), "https://example.com/c/d@e");
}

TEST(Outcome, EachClassIsReadBackFromItsName) {
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(parse_outcome(to_string(outcome)), outcome);
  }
  EXPECT_EQ(parse_outcome("fine"), std::nullopt);
}

TEST(Outcome, WhatAVendorSaidIsOneShortLineWithoutTheKey) {
  EXPECT_EQ(one_line(" a\r\n\tb  c\n"), "a b c");
  EXPECT_EQ(one_line("your key K3Y is K3Y.", "K3Y"), "your key *** is ***.");
  EXPECT_EQ(one_line("key"), "key");
  const std::string longer(199, 'a');
  EXPECT_EQ(one_line(longer + "ü and more"), longer + "...");
  EXPECT_EQ(one_line(longer + "bc"), longer + "b...");
}

TEST(Operation, EachIsReadBackFromItsNameAndFoundInItsSet) {
  constexpr Operations kTwo{Operation::Quote, Operation::Stream};
  for (std::size_t i = 0; i < kOperations; ++i) {
    const auto operation = static_cast<Operation>(i);
    EXPECT_EQ(parse_operation(to_string(operation)), operation);
    EXPECT_EQ(kTwo.has(operation), operation == Operation::Quote || operation == Operation::Stream);
  }
}

/// A vendor that offers bars of a day, and no more.
class OnlyDaily : public Vendor {
 public:
  const VendorFacts& facts() const override { return facts_; }

 private:
  VendorFacts facts_{.name = "daily",
                     .title = {},
                     .key_name = {},
                     .secret_name = {},
                     .base_url = {},
                     .operations = Operations{Operation::History, Operation::Search},
                     .timeframes = {kDaily, {Timeframe::Unit::Week, 1}},
                     .limits = {}};
};

TEST(Vendor, WhatItDoesNotOfferIsRefusedByNameWithWhatItDoes) {
  OnlyDaily vendor;

  const auto refused = vendor.quotes({"AAPL"}, Duration::seconds(1));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().outcome, Outcome::BadRequest);
  EXPECT_EQ(refused.error().what, "daily offers no quotes; it offers history, search");
  EXPECT_EQ(no_such_interval(vendor.facts(), {Timeframe::Unit::Minute, 5}).what,
            "daily has no bars of 5m; it has 1d, 1w");
}

TEST(Vendor, HowFarItsHistoryReachesIsTheLaterOfItsFirstDayAndItsLookBack) {
  constexpr Timeframe kMinute{Timeframe::Unit::Minute, 1};
  const Timestamp now = parse_date("2026-11-27")->midnight() + Duration::hours(12);
  VendorFacts facts;
  facts.name = "v";
  EXPECT_EQ(history_reach(facts, kMinute, now), std::nullopt);
  facts.history_since = parse_date("2003-09-10");
  EXPECT_EQ(history_reach(facts, kMinute, now), parse_date("2003-09-10"));
  facts.intraday_since = parse_date("2016-01-01");
  EXPECT_EQ(history_reach(facts, kMinute, now), parse_date("2016-01-01"));
  EXPECT_EQ(history_reach(facts, kDaily, now), parse_date("2003-09-10"));
  facts.history_limits = {{.timeframe = kMinute, .look_back = Duration::days(30), .span_max = {}}};
  EXPECT_EQ(history_reach(facts, kMinute, now), parse_date("2026-10-29"))
      << "the first day that is whole";
  EXPECT_EQ(history_reach(facts, kMinute, now + Duration::hours(11)), parse_date("2026-10-30"))
      << "an hour before a day falls away it counts no more";
  facts.history_limits.front().look_back = {};
  EXPECT_EQ(history_reach(facts, kMinute, now), parse_date("2016-01-01"));
}

TEST(Vendor, ARangeBeforeItsReachIsRefusedAndOneThatBeginsThereIsCut) {
  const Timestamp now = parse_date("2026-11-27")->midnight();
  VendorFacts facts;
  facts.name = "v";
  facts.history_since = parse_date("2016-01-01");
  HistoryRequest request{.symbol = "A",
                         .timeframe = kDaily,
                         .from = parse_date("2015-01-01")->midnight(),
                         .to = parse_date("2016-01-01")->midnight() - Duration{1}};

  ASSERT_TRUE(out_of_reach(facts, request, now));
  EXPECT_EQ(out_of_reach(facts, request, now)->outcome, Outcome::BadRequest);
  EXPECT_EQ(out_of_reach(facts, request, now)->what, "v keeps 1d bars only from 2016-01-01 on");
  request.to = request.to + Duration{1};
  EXPECT_FALSE(out_of_reach(facts, request, now)) << "its first day is asked for";
  EXPECT_EQ(within_reach(facts, request, now).from, parse_date("2016-01-01")->midnight());
  EXPECT_EQ(short_of(facts, kDaily, request.from, now), "v keeps 1d bars only from 2016-01-01 on");
  EXPECT_EQ(short_of(facts, kDaily, request.to, now), std::nullopt);
  facts.history_since.reset();
  EXPECT_EQ(within_reach(facts, request, now).from, request.from);
  EXPECT_FALSE(out_of_reach(facts, request, now));
}

TEST(Vendor, AQuestionAboutTooManySymbolsIsRefusedWithTheirNumber) {
  VendorFacts facts;
  facts.name = "v";
  facts.quotes_max = 2;

  EXPECT_FALSE(bad_count(facts, 2));
  EXPECT_EQ(bad_count(facts, 3)->what, "v takes 1 to 2 symbols in one question, not 3");
  EXPECT_EQ(bad_count(facts, 0)->outcome, Outcome::BadRequest);
}

TEST(Vendor, TheConfiguredAddressWinsOverTheOfficialOne) {
  VendorSettings settings;
  EXPECT_EQ(access_of(settings, "https://example.com").base_url, "https://example.com");
  settings.base_url = "http://127.0.0.1:1";
  settings.key = Secret{"k"};
  EXPECT_EQ(access_of(settings, "https://example.com").base_url, "http://127.0.0.1:1");
  EXPECT_EQ(access_of(settings, "").key, "k");
}

TEST(Vendor, ABudgetBoardShowsTheLastNews) {
  BudgetBoard board;
  EXPECT_FALSE(board.last().left);
  board.note({.left = 5, .resets_in = Duration::seconds(1)});
  EXPECT_EQ(board.last().left, 5);
}

TEST(Vendor, AnEndpointReadsTheAnswerWithItsKeyAndNotesTheBudget) {
  support::ScriptedTransport transport;
  transport.answer(200, "body", {{"left", "7"}});
  Endpoint endpoint{support::keyed_settings(), "https://example.com", transport,
                    [](const HttpResponse& response) {
                      return BudgetNews{.left = header_number(response, "left"), .resets_in = {}};
                    }};
  const auto read = [](const HttpResponse& response, std::string_view key,
                       const std::string& more) -> Answer<std::string> {
    return response.body + std::string{key} + more;
  };

  const auto answer = endpoint.ask({.url = endpoint.access().base_url, .headers = {}},
                                   Duration::seconds(1), read, std::string{"!"});

  EXPECT_EQ(answer, "bodyK3Y!");
  EXPECT_EQ(transport.requests.front().url, "https://example.com");
  EXPECT_EQ(endpoint.budget().left, 7);
}

TEST(Vendor, AnEndpointAsksNobodyWhenNoTimeIsLeft) {
  support::ScriptedTransport transport;
  transport.answer(200, "body");
  Endpoint endpoint{support::keyed_settings(), "https://example.com", transport};

  const auto answer = endpoint.send({.url = "https://example.com", .headers = {}}, Duration{});

  EXPECT_EQ(answer.error().outcome, Outcome::Transient);
  EXPECT_TRUE(transport.requests.empty());
}

TEST(History, ALaterWindowAddsItsRowsActionsAndCounts) {
  History history;
  history.rows.resize(2);
  history.nulls_skipped = 1;
  History next;
  next.rows.resize(3);
  next.actions.resize(1);
  next.nulls_skipped = 2;
  next.repeats_merged = 4;
  next.rounded_values = 5;

  append(history, std::move(next));

  EXPECT_EQ(history.rows.size(), 5U);
  EXPECT_EQ(history.actions.size(), 1U);
  EXPECT_EQ(history.nulls_skipped, 3);
  EXPECT_EQ(history.repeats_merged, 4);
  EXPECT_EQ(history.rounded_values, 5);
}

}  // namespace
}  // namespace tw::vendor
