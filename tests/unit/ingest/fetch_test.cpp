#include "ingest/fetch.hpp"

#include <gmock/gmock.h>

#include "ingest/fetch_plan.hpp"
#include "ingest/placed_history.hpp"
#include "support/scripted_history.hpp"
#include "support/temp_folder.hpp"

namespace tw::ingest {
namespace {

using store::Stretch;
using support::daily_request;
using support::ScriptedHistory;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Timestamp noon(std::string_view date) { return parse_date(date)->midnight() + Duration::hours(17); }

class Fetch : public testing::Test {
 protected:
  Fetch() { vendor_.now = noon("2024-06-28"); }

  FetchedSeries fetch(std::string_view from, std::string_view to) {
    auto fetched = fetch_series(home_.path(), daily_request(from, to, vendor_.now),
                                {vendor_.source("vega")}, {});
    EXPECT_TRUE(fetched.has_value()) << fetched.error().message;
    return fetched.value_or(FetchedSeries{});
  }
  FetchError refused(const FetchRequest& request, const std::vector<HistorySource>& sources) {
    auto fetched = fetch_series(home_.path(), request, sources, {});
    EXPECT_FALSE(fetched.has_value());
    return fetched ? FetchError{} : fetched.error();
  }
  store::MappedBars stored(const std::string& source = "vega") {
    auto bars = store::BarStore{home_.path()}.get(
        {.symbol = "ACME", .timeframe = kDaily, .source = source});
    EXPECT_TRUE(bars.has_value()) << bars.error().message;
    return std::move(*bars);
  }
  std::string bytes(const std::string& source = "vega") {
    const auto text =
        store::FileText::read(store::BarStore{home_.path()}.path_of({"ACME", kDaily, source}));
    return text ? std::string{text->view()} : std::string{};
  }

  support::TempFolder home_;
  ScriptedHistory vendor_;
};

TEST_F(Fetch, KeepsEveryBarWithItsProvenance) {
  const FetchedSeries fetched = fetch("2024-01-01", "2024-06-21");

  EXPECT_EQ(fetched.rows, 119u) << "sessions of those days";
  EXPECT_EQ(fetched.first, "2024-01-02");
  EXPECT_EQ(fetched.last, "2024-06-21");
  EXPECT_EQ(fetched.questions, 2u) << "of at most 90 days";
  const store::MappedBars bars = stored();
  EXPECT_EQ(bars.provenance().basis, PriceBasis::Split);
  EXPECT_EQ(bars.provenance().currency, "USD");
  EXPECT_EQ(bars.provenance().as_of, parse_date("2024-06-28"));
  EXPECT_THAT(bars.provenance().asked.stretches(),
              ElementsAre(Stretch{parse_date("2024-01-01")->midnight(),
                                  parse_date("2024-06-22")->midnight()}));
}

TEST_F(Fetch, AsksOnlyForWhatIsMissingAtTheEnd) {
  fetch("2024-01-01", "2024-05-31");
  vendor_.asked.clear();

  const FetchedSeries fetched = fetch("2024-01-01", "2024-06-21");

  ASSERT_THAT(vendor_.asked, SizeIs(1));
  EXPECT_EQ(Date::of(vendor_.asked.front().from), parse_date("2024-05-24"))
      << "five stored bars before, to tell whether the scale is still the same";
  EXPECT_EQ(fetched.merge.added, 14u);
  EXPECT_EQ(fetched.merge.changed, 0u);
}

TEST_F(Fetch, AsksForNothingThatWasAnswered) {
  fetch("2024-01-01", "2024-06-21");
  vendor_.asked.clear();

  EXPECT_EQ(fetch("2024-02-01", "2024-06-21").questions, 0u);
  EXPECT_THAT(vendor_.asked, IsEmpty());
}

TEST_F(Fetch, AsksOnceMoreForASessionWithoutABarAndThenNoMore) {
  const Date halt = *parse_date("2024-03-13");
  vendor_.halts = {halt.days};

  EXPECT_EQ(fetch("2024-01-01", "2024-06-21").questions, 3u);
  EXPECT_EQ(vendor_.asked.back().from, halt.midnight());
  EXPECT_EQ(fetch("2024-01-01", "2024-06-21").questions, 0u);
  EXPECT_TRUE(
      stored().provenance().confirmed_empty.covers({halt.midnight(), (halt + 1).midnight()}));
}

TEST_F(Fetch, RepairsAGapThatTheVendorFillsLater) {
  vendor_.forgotten = {parse_date("2024-03-13")->days, parse_date("2024-03-14")->days};
  vendor_.remembers = false;
  HistorySource source = vendor_.source("vega");
  const auto first = source.ask;
  // The second question about them is answered.
  source.ask = [&](const vendor::HistoryRequest& request) {
    vendor_.remembers = vendor_.asked.size() >= 2;
    return first(request);
  };

  const auto fetched = fetch_series(
      home_.path(), daily_request("2024-01-01", "2024-06-21", vendor_.now), {source}, {});

  ASSERT_TRUE(fetched.has_value()) << fetched.error().message;
  EXPECT_EQ(fetched->rows, 119u);
  EXPECT_TRUE(stored().provenance().confirmed_empty.empty());
}

TEST_F(Fetch, NeverStoresTheRunningBar) {
  const FetchedSeries fetched = fetch("2024-06-20", "2024-06-28");

  EXPECT_EQ(fetched.last, "2024-06-27") << "at noon in New York the day is not over";
  vendor_.now = noon("2024-06-29");
  EXPECT_EQ(fetch("2024-06-20", "2024-06-28").last, "2024-06-28");
}

TEST_F(Fetch, AsksAgainForNewestBarsThatTheVendorWasLateWith) {
  vendor_.forgotten = {parse_date("2024-06-27")->days};
  EXPECT_EQ(fetch("2024-06-03", "2024-06-27").last, "2024-06-26");
  vendor_.remembers = true;

  EXPECT_EQ(fetch("2024-06-03", "2024-06-27").last, "2024-06-27");
}

TEST_F(Fetch, GivesTheSameBytesInOneGoAndInPieces) {
  vendor_.halts = {parse_date("2024-03-13")->days};
  fetch("2019-06-01", "2024-06-21");
  const std::string whole = bytes();
  store::BarStore{home_.path()}.remove({"ACME", kDaily, "vega"});

  fetch("2022-02-02", "2022-08-08");
  fetch("2022-08-09", "2024-06-21");
  fetch("2019-06-01", "2021-01-01");
  fetch("2019-06-01", "2024-06-21");

  EXPECT_EQ(bytes(), whole);
  ASSERT_FALSE(whole.empty());
}

TEST_F(Fetch, FetchesARestatedHistoryAnewAndKeepsTheOldOneByItsName) {
  vendor_.split = parse_date("2024-06-24");
  fetch("2024-01-01", "2024-06-21");
  vendor_.knows_split = true;

  const FetchedSeries fetched = fetch("2024-01-01", "2024-06-27");

  EXPECT_EQ(fetched.earlier_vintage, "vega@2024-06-28");
  EXPECT_EQ(fetched.rows, 123u);
  const store::MappedBars bars = stored();
  EXPECT_EQ(bars.series({}).close[0], vendor_.cents_of(*parse_date("2024-01-02")) * 1'000'000);
  const store::MappedBars old = stored("vega@2024-06-28");
  EXPECT_EQ(old.series({}).close[0], bars.series({}).close[0] * 4);
  EXPECT_EQ(old.size(), 119u);
  EXPECT_FALSE(store::BarStore{home_.path()}.find({"ACME", kDaily, "vega@next"})->has_value());
}

TEST_F(Fetch, CountsWhatTheSourceCorrectedWithoutCallingItAnotherScale) {
  fetch("2024-01-01", "2024-06-21");
  HistorySource source = vendor_.source("vega");
  const auto sound = source.ask;
  source.ask = [&](const vendor::HistoryRequest& request) {
    auto history = sound(request);
    history->rows[1].close += Price::whole(1);
    history->rows[1].high += Price::whole(1);
    return history;
  };

  const auto fetched = fetch_series(
      home_.path(), daily_request("2024-01-01", "2024-06-27", vendor_.now), {source}, {});

  ASSERT_TRUE(fetched.has_value()) << fetched.error().message;
  EXPECT_EQ(fetched->merge.changed, 1u);
  EXPECT_THAT(fetched->warnings, ElementsAre(HasSubstr("1 bars were corrected")));
}

TEST_F(Fetch, SaysWhereAHistoryBegins) {
  vendor_.listed = *parse_date("2024-03-01");

  EXPECT_THAT(fetch("2024-01-01", "2024-06-21").notes,
              ElementsAre("vega has nothing before 2024-03-01"));
}

TEST_F(Fetch, RefusesARangeBeforeTheListingAndNamesTheFirstBar) {
  vendor_.listed = *parse_date("2024-03-01");

  const FetchError error =
      refused(daily_request("2023-01-01", "2024-01-31", vendor_.now), {vendor_.source("vega")});

  EXPECT_EQ(error.kind, FetchError::Kind::NoBars);
  EXPECT_THAT(error.message, AllOf(HasSubstr("no 1d bars of 'ACME' from 2023-01-01 to 2024-01-31"),
                                   HasSubstr("its first after that is of 2024-03-01")));
  EXPECT_THAT(store::BarStore{home_.path()}.list(), IsEmpty());
}

TEST_F(Fetch, NamesTheIntervalsThatAVendorHas) {
  FetchRequest request = daily_request("2024-01-01", "2024-01-31", vendor_.now);
  request.timeframe = {Timeframe::Unit::Minute, 3};

  const FetchError error = refused(request, {vendor_.source("vega")});

  EXPECT_EQ(error.kind, FetchError::Kind::Usage);
  EXPECT_EQ(error.message, "vega has no bars of 3m; it has 1d");
}

TEST_F(Fetch, GoesOnWithTheNextSourceAndSaysWhatEachSaid) {
  ScriptedHistory other;
  other.now = vendor_.now;
  other.symbol = "OTHER";
  const FetchRequest request = daily_request("2024-01-01", "2024-01-31", vendor_.now);

  const auto fetched =
      fetch_series(home_.path(), request, {other.source("lyra"), vendor_.source("vega")}, {});

  ASSERT_TRUE(fetched.has_value()) << fetched.error().message;
  EXPECT_EQ(fetched->key.source, "vega");
  EXPECT_THAT(fetched->warnings, ElementsAre("lyra: no such symbol 'ACME'"));
  const FetchError error = refused({.symbol = "ACNE",
                                    .timeframe = kDaily,
                                    .wanted = request.wanted,
                                    .calendar = std::nullopt,
                                    .now = vendor_.now},
                                   {other.source("lyra"), vendor_.source("vega")});
  EXPECT_EQ(error.kind, FetchError::Kind::Unknown);
  EXPECT_EQ(error.message,
            "no provider knows 'ACNE': lyra: no such symbol 'ACNE'; vega: no such symbol "
            "'ACNE'");
}

TEST_F(Fetch, ContinuesTheSourceThatIsStored) {
  ScriptedHistory other;
  other.now = vendor_.now;
  fetch("2024-01-01", "2024-05-31");

  const auto fetched =
      fetch_series(home_.path(), daily_request("2024-01-01", "2024-06-21", vendor_.now),
                   {other.source("lyra"), vendor_.source("vega")}, {});

  EXPECT_EQ(fetched->key.source, "vega");
  EXPECT_THAT(other.asked, IsEmpty());
}

TEST_F(Fetch, ClampsTheRangeToWhatTheVendorKeeps) {
  HistorySource source = vendor_.source("vega");
  source.facts.history_limits.front().look_back = Duration::days(30);

  const auto fetched = fetch_series(
      home_.path(), daily_request("2024-01-01", "2024-06-21", vendor_.now), {source}, {});

  ASSERT_TRUE(fetched.has_value()) << fetched.error().message;
  EXPECT_EQ(fetched->first, "2024-05-30");
  EXPECT_THAT(fetched->notes.front(), HasSubstr("vega keeps 1d bars only from 2024-05-30 on"));
  EXPECT_THAT(fetched->notes, SizeIs(1));
  const FetchError before =
      refused(daily_request("2024-01-01", "2024-02-21", vendor_.now), {source});
  EXPECT_EQ(before.kind, FetchError::Kind::NoBars);
  EXPECT_EQ(
      before.message,
      "no bars of 'ACME' can be asked for: vega keeps 1d bars only from 2024-05-30 on; choose "
      "a later --to, a longer --timeframe or another --provider");
}

TEST_F(Fetch, SetsAsideARowThatCannotBeABar) {
  HistorySource source = vendor_.source("vega");
  const auto sound = source.ask;
  source.ask = [&](const vendor::HistoryRequest& request) {
    auto history = sound(request);
    for (vendor::HistoryRow& row : history->rows) {
      if (Date::of(row.label) == parse_date("2024-06-05")) row.low = Price{};
    }
    return history;
  };

  const auto fetched = fetch_series(
      home_.path(), daily_request("2024-06-03", "2024-06-21", vendor_.now), {source}, {});

  ASSERT_TRUE(fetched.has_value()) << fetched.error().message;
  EXPECT_EQ(fetched->set_aside, 1u);
  const auto kept = quarantined_bars(home_.path(), "ACME", kDaily);
  ASSERT_THAT(*kept, SizeIs(1));
  EXPECT_EQ(kept->front().at, "2024-06-05");
  EXPECT_EQ(kept->front().reason, QuarantinedBar::Reason::Impossible);
}

TEST_F(Fetch, StopsWhenAskedToAndGoesOnFromThere) {
  std::size_t told = 0;
  const auto stopped =
      fetch_series(home_.path(), daily_request("2023-01-01", "2024-06-21", vendor_.now),
                   {vendor_.source("vega")}, [&](const FetchStep& step) {
                     told += 1;
                     return step.done < 2;
                   });
  EXPECT_EQ(stopped.error().kind, FetchError::Kind::Stopped);
  EXPECT_EQ(told, 2u);
  vendor_.asked.clear();

  fetch("2023-01-01", "2024-06-21");

  EXPECT_EQ(Date::of(vendor_.asked.front().from), parse_date("2023-06-23"));
}

TEST(FetchPlan, CutsQuestionsAtMidnights) {
  const Timestamp from = parse_date("2024-01-01")->midnight() + Duration::hours(5);
  const auto questions = questions_of({from, from + Duration::days(5)}, Duration::days(2));

  ASSERT_THAT(questions, SizeIs(3));
  EXPECT_EQ(questions[0].until, parse_date("2024-01-03")->midnight());
  EXPECT_EQ(questions[1].until, parse_date("2024-01-05")->midnight());
  EXPECT_EQ(questions[2].until, from + Duration::days(5));
}

TEST(FetchPlan, AWeekIsFinalWithTheCloseOfItsLastSession) {
  const Timeframe weekly{Timeframe::Unit::Week, 1};
  // Good Friday is closed: the week ends with Thursday's close at 20:00 UTC.
  const Timestamp thursday = parse_date("2024-03-28")->midnight();

  EXPECT_EQ(final_until(weekly, CalendarKind::Nyse, thursday + Duration::hours(19)),
            parse_date("2024-03-25")->midnight());
  EXPECT_EQ(final_until(weekly, CalendarKind::Nyse, thursday + Duration::hours(20)),
            parse_date("2024-04-01")->midnight());
  EXPECT_EQ(final_until(kDaily, CalendarKind::Nyse, thursday + Duration::hours(20)),
            parse_date("2024-03-29")->midnight());
}

}  // namespace
}  // namespace tw::ingest
