#include "formats/csv_bars.hpp"

#include <gmock/gmock.h>

#include "formats/csv_write.hpp"

namespace tw::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kHeader = "date,open,high,low,close,volume\n";
constexpr std::string_view kGood =
    "2013-10-07,10,12,9,11,100\n"
    "2013-10-08,11,13,10,12,200\n";

CsvBars parsed(std::string_view text, const CsvOptions& options = {}) {
  auto bars = parse_csv_bars(text, options);
  EXPECT_TRUE(bars.has_value()) << bars.error().message;
  return bars ? std::move(*bars) : CsvBars{};
}

CsvError refused(std::string_view text, const CsvOptions& options = {}) {
  const auto bars = parse_csv_bars(text, options);
  EXPECT_FALSE(bars.has_value());
  return bars ? CsvError{} : bars.error();
}

/// Two good bars with `row` between header and them or behind; returns what was set aside.
QuarantinedRow set_aside(const std::string& row, const CsvOptions& options = {}) {
  static std::string text;  // The rows view it.
  text = std::string{kHeader} + std::string{kGood} + row + "\n";
  const CsvBars bars = parsed(text, options);
  EXPECT_EQ(bars.table.size(), 2u) << row;
  EXPECT_THAT(bars.quarantined, SizeIs(1)) << row;
  return bars.quarantined.empty() ? QuarantinedRow{} : bars.quarantined[0];
}

std::vector<std::string> labels(const CsvBars& bars) {
  std::vector<std::string> list;
  for (const std::int32_t day : bars.table.session) list.push_back(to_string(Date{day}));
  return list;
}

std::vector<std::string> starts(const CsvBars& bars) {
  std::vector<std::string> list;
  for (const std::int64_t at : bars.table.start) list.push_back(to_string(Timestamp{at}));
  return list;
}

TEST(CsvBars, GivesDailyBarsTheirSessionsOpenAndClose) {
  const CsvBars bars = parsed(std::string{kHeader} + std::string{kGood});

  const Bar bar = bars.table.view({}).at(0);
  EXPECT_EQ(bars.table.timeframe, kDaily);
  EXPECT_EQ(to_string(bar.session), "2013-10-07");
  EXPECT_EQ(to_string(bar.start), "2013-10-07T13:30:00Z");
  EXPECT_EQ(to_string(bar.end), "2013-10-07T20:00:00Z");
  EXPECT_EQ(bar.open, Price::whole(10));
  EXPECT_EQ(bar.close, Price::whole(11));
  EXPECT_EQ(bar.volume, Volume::whole(100));
  EXPECT_THAT(bars.quarantined, IsEmpty());
}

TEST(CsvBars, SaysOnOneLineWhatIsWrongWhateverTheFieldsHold) {
  const CsvError rows = refused("\"date\n\x1B\",open,high,low,close\nsoon,1,1,1,1\n");
  const CsvError dates = refused("date,close\n\"03/04/\n2013\",1\n\"03/05/\n2013\",1\n");

  EXPECT_EQ(rows.problem, CsvProblem::NoRows);
  EXPECT_EQ(rows.message.find_first_of("\n\x1B"), std::string::npos) << rows.message;
  EXPECT_EQ(dates.message.find_first_of("\n\x1B"), std::string::npos) << dates.message;
}

TEST(CsvBars, SetsADateAsideWhoseBarNoTimestampHolds) {
  EXPECT_EQ(set_aside("1699-12-31,10,12,9,11,1").fault, RowFault::BadDate);
  EXPECT_EQ(set_aside("2201-01-01,10,12,9,11,1").fault, RowFault::BadDate);
}

TEST(CsvBars, SetsARowAsideForEachReason) {
  EXPECT_EQ(set_aside("2013-10-09,10,12,9,11").fault, RowFault::FieldCount);
  EXPECT_EQ(set_aside("2013-10-09,10,12,9,11,1,2").fault, RowFault::FieldCount);
  EXPECT_EQ(set_aside("2013-10-09,\"10,12,9,11,1").fault, RowFault::UnclosedQuote);
  EXPECT_EQ(set_aside("2013-10-09,10,,9,11,1").fault, RowFault::MissingField);
  EXPECT_EQ(set_aside("2013-10-09,null,null,null,null,null").fault, RowFault::MissingField);
  EXPECT_EQ(set_aside(",10,12,9,11,1").fault, RowFault::MissingField);
  EXPECT_EQ(set_aside("2013-10-09,10,12,nine,11,1").fault, RowFault::NotANumber);
  EXPECT_EQ(set_aside("2013-10-09,10,1e30,9,11,1").fault, RowFault::Overflow);
  EXPECT_EQ(set_aside("2013-10-09,10,12,9,11,99999999999999999").fault, RowFault::Overflow);
  EXPECT_EQ(set_aside("2013-02-30,10,12,9,11,1").fault, RowFault::BadDate);
  EXPECT_EQ(set_aside("2013-10-08,10,12,9,11,1").fault, RowFault::Duplicate);
  EXPECT_EQ(set_aside("2013-10-07,10,12,9,11,1").fault, RowFault::Duplicate);
  EXPECT_EQ(set_aside("2013-10-04,10,12,9,11,1").fault, RowFault::OutOfOrder);
  EXPECT_EQ(set_aside("2013-10-09,10,12,0,11,1").fault, RowFault::NonPositivePrice);
  EXPECT_EQ(set_aside("2013-10-09,10,12,-9,11,1").fault, RowFault::NonPositivePrice);
  EXPECT_EQ(set_aside("2013-10-09,10,12,0.000000001,11,1").fault, RowFault::NonPositivePrice);
  EXPECT_EQ(set_aside("2013-10-09,10,9,12,11,1").fault, RowFault::HighBelowLow);
  EXPECT_EQ(set_aside("2013-10-09,10,12,9,11,-1").fault, RowFault::NegativeVolume);
}

TEST(CsvBars, SetsAsideALocalTimeThatTheZoneLeavesOut) {
  const CsvBars bars = parsed(
      "time,open,high,low,close\n"
      "2013-03-10 01:00,1,1,1,1\n"
      "2013-03-10 02:00,1,1,1,1\n"
      "2013-03-10 03:00,1,1,1,1\n"
      "2013-03-10 04:00,1,1,1,1\n",
      {.zone = "America/New_York"});

  EXPECT_THAT(starts(bars),
              ElementsAre("2013-03-10T06:00:00Z", "2013-03-10T07:00:00Z", "2013-03-10T08:00:00Z"));
  ASSERT_THAT(bars.quarantined, SizeIs(1));
  EXPECT_EQ(bars.quarantined[0].fault, RowFault::SkippedHour);
}

TEST(CsvBars, KeepsTheLineTheColumnAndTheTextOfARowSetAside) {
  const QuarantinedRow row = set_aside("2013-10-09,10,12,nine,11,1");

  EXPECT_EQ(row.line, 4u);
  EXPECT_EQ(row.column, "low");
  EXPECT_EQ(row.text, "2013-10-09,10,12,nine,11,1");
}

TEST(CsvBars, CountsLinesThroughBlankOnesAndQuotedLineEnds) {
  const CsvBars bars = parsed(
      "date,open,high,low,close,note\n"
      "\n"
      "2013-10-07,10,12,9,11,\"two\nlines\"\n"
      "2013-10-08,10,12,9,11,\r\n"
      "2013-10-09,10,12,9,x,\r\n");

  EXPECT_EQ(bars.table.size(), 2u);
  ASSERT_THAT(bars.quarantined, SizeIs(1));
  EXPECT_EQ(bars.quarantined[0].line, 6u);
  EXPECT_EQ(bars.quarantined[0].text, "2013-10-09,10,12,9,x,");
}

TEST(CsvBars, KeepsABarWhoseOpenIsAboveItsHighAndCountsIt) {
  const CsvBars bars =
      parsed(std::string{kHeader} + "2013-10-07,13,12,9,11,1\n" + "2013-10-08,11,12,9,11,1\n");

  EXPECT_EQ(bars.table.open[0], Price::whole(13).raw());
  EXPECT_EQ(bars.table.high[0], Price::whole(12).raw());
  EXPECT_EQ(bars.tally.outside_range, 1u);
}

TEST(CsvBars, ReadsABlankVolumeAsZeroAndABlankAdjustedCloseAsUnknown) {
  const CsvBars bars = parsed(
      "date,open,high,low,close,adj_close,volume\n"
      "2013-10-07,10,12,9,11,,\n"
      "2013-10-08,10,12,9,11,null,NaN\n"
      "2013-10-09,10,12,9,11,5.5,7\n");

  EXPECT_THAT(bars.table.volume, ElementsAre(0, 0, 70'000));
  EXPECT_THAT(bars.table.adjusted_close,
              ElementsAre(BarSeries::kNoValue, BarSeries::kNoValue, 550'000'000));
  EXPECT_EQ(bars.tally.blank_volumes, 2u);
  EXPECT_EQ(bars.tally.blank_adjusted, 2u);
}

TEST(CsvBars, RoundsLongDecimalsAndCountsThem) {
  const CsvBars bars = parsed(std::string{kHeader} +
                              "2013-10-07,10.123456789,12,9,1.1e1,1.23456\n"
                              "2013-10-08,10,12,9,11,1\n");

  EXPECT_EQ(bars.table.open[0], 1'012'345'679);
  EXPECT_EQ(bars.table.close[0], 1'100'000'000);
  EXPECT_EQ(bars.table.volume[0], 12'346);
  EXPECT_EQ(bars.tally.rounded_values, 2u);
}

TEST(CsvBars, TurnsRoundAFileThatRunsFromNewToOld) {
  const CsvBars bars = parsed(
      "Date,Close/Last,Volume,Open,High,Low\n"
      "10/09/2013,$11.00,300,$10.00,$12.00,$9.00\n"
      "10/08/2013,$11.00,200,$10.00,$12.00,$9.00\n"
      "10/08/2013,$11.00,250,$10.00,$12.00,$9.00\n"
      "10/07/2013,$11.00,100,$10.00,$12.00,$9.00\n",
      {.date_order = DateOrder::MonthFirst});

  EXPECT_TRUE(bars.was_newest_first);
  EXPECT_THAT(labels(bars), ElementsAre("2013-10-07", "2013-10-08", "2013-10-09"));
  EXPECT_THAT(bars.table.volume, ElementsAre(1'000'000, 2'000'000, 3'000'000));
  ASSERT_THAT(bars.quarantined, SizeIs(1));
  EXPECT_EQ(bars.quarantined[0].line, 4u);
}

TEST(CsvBars, LetsOneRowTellTheOrderOfDayAndMonth) {
  const CsvBars months = parsed("date,close\n10/07/2013,1\n10/08/2013,1\n10/15/2013,1\n");
  const CsvBars days = parsed("date,close\n07/10/2013,1\n08/10/2013,1\n15/10/2013,1\n");

  EXPECT_THAT(labels(months), ElementsAre("2013-10-07", "2013-10-08", "2013-10-15"));
  EXPECT_EQ(labels(days), labels(months));
}

TEST(CsvBars, RefusesDatesThatMayBeReadTwoWays) {
  const CsvError error = refused("date,close\n10/07/2013,1\n10/08/2013,1\n");

  EXPECT_EQ(error.problem, CsvProblem::AmbiguousDates);
  EXPECT_THAT(error.message, HasSubstr("'10/07/2013'"));
  EXPECT_THAT(error.message, HasSubstr("--date-order"));
}

TEST(CsvBars, ReadsStampsByTheZoneGivenOrByTheirOwnOffset) {
  const CsvBars local =
      parsed("time,open,high,low,close\n2013-10-07 09:30,1,1,1,1\n2013-10-07 09:31,1,1,1,1\n",
             {.zone = "America/New_York"});
  const CsvBars offset = parsed(
      "time,open,high,low,close\n2013-10-07 09:30:00-04:00,1,1,1,1\n"
      "2013-10-07 09:31:00-04:00,1,1,1,1\n",
      {.zone = "Asia/Tokyo"});

  EXPECT_THAT(starts(local), ElementsAre("2013-10-07T13:30:00Z", "2013-10-07T13:31:00Z"));
  EXPECT_EQ(starts(offset), starts(local));
  EXPECT_EQ(to_string(local.table.timeframe), "1m");
  EXPECT_THAT(local.table.end, IsEmpty());
}

TEST(CsvBars, KeepsTheDateAsWrittenForDailyBarsWithAnOffset) {
  const CsvBars bars = parsed(
      "Datetime,Open,High,Low,Close\n2013-10-07 00:00:00-04:00,1,1,1,1\n"
      "2013-10-08 00:00:00-04:00,1,1,1,1\n");

  EXPECT_THAT(labels(bars), ElementsAre("2013-10-07", "2013-10-08"));
  EXPECT_EQ(starts(bars)[0], "2013-10-07T13:30:00Z");
}

TEST(CsvBars, GivesWeeklyBarsTheirFirstOpenAndLastClose) {
  const CsvBars bars = parsed(
      "date,open,high,low,close\n2013-11-18,1,1,1,1\n2013-11-25,1,1,1,1\n2013-12-02,1,1,1,1\n"
      "2013-12-04,1,1,1,1\n");

  EXPECT_EQ(to_string(bars.table.timeframe), "1w");
  EXPECT_EQ(starts(bars)[1], "2013-11-25T14:30:00Z");
  EXPECT_EQ(to_string(Timestamp{bars.table.end[1]}), "2013-11-29T18:00:00Z");
  // A last row for today, in a week that has one already.
  ASSERT_THAT(bars.quarantined, SizeIs(1));
  EXPECT_EQ(bars.quarantined[0].fault, RowFault::Duplicate);
  EXPECT_EQ(bars.quarantined[0].line, 5u);
  EXPECT_EQ(bars.quarantined[0].text, "2013-12-04,1,1,1,1");
}

TEST(CsvBars, JoinsDateAndTimeColumns) {
  const CsvBars bars = parsed(
      "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>\n"
      "2013.10.07\t13:30:00\t1\t1\t1\t1\t5\n"
      "2013.10.07\t13:35:00\t1\t1\t1\t1\t5\n");

  EXPECT_THAT(starts(bars), ElementsAre("2013-10-07T13:30:00Z", "2013-10-07T13:35:00Z"));
  EXPECT_EQ(to_string(bars.table.timeframe), "5m");
}

TEST(CsvBars, CountsBarsOffTheCalendar) {
  const CsvBars bars = parsed(
      "date,open,high,low,close\n2013-12-24,1,1,1,1\n2013-12-25,1,1,1,1\n2013-12-26,1,1,1,1\n",
      {.calendar = CalendarKind::Nyse});

  EXPECT_EQ(bars.table.size(), 3u);
  EXPECT_EQ(bars.tally.off_calendar, 1u);
  EXPECT_EQ(to_string(*bars.tally.first_off_calendar), "2013-12-25");
}

TEST(CsvBars, NeedsNoLineEndAfterTheLastRow) {
  const CsvBars bars = parsed(std::string{kHeader} + "2013-10-07,10,12,9,11,100");

  EXPECT_EQ(bars.table.size(), 1u);
  EXPECT_EQ(bars.table.timeframe, kDaily);
}

TEST(CsvBars, RefusesATextWithoutAUsableRow) {
  EXPECT_EQ(refused(kHeader).problem, CsvProblem::NoRows);
  const CsvError error = refused(std::string{kHeader} + "2013-10-07,x,12,9,11,1\n");
  EXPECT_EQ(error.problem, CsvProblem::NoRows);
  EXPECT_THAT(error.message, HasSubstr("line 2, where 'open' is not a number"));
}

TEST(CsvBars, RefusesAZoneThatDoesNotExist) {
  EXPECT_EQ(refused(std::string{kHeader} + std::string{kGood}, {.zone = "Mars/Base"}).problem,
            CsvProblem::UnknownZone);
}

TEST(CsvBars, AsksForTheTimeframeThatOneStampCannotTell) {
  const std::string one = "time,close\n2013-10-07 13:30,1\n";

  EXPECT_EQ(refused(one).problem, CsvProblem::UnknownTimeframe);
  EXPECT_EQ(to_string(parsed(one, {.timeframe = parse_timeframe("5m")}).table.timeframe), "5m");
}

// Daily rows asked for as weeks used to leave the first day of each week, the other four set aside
// as duplicates; asked for as minutes they were traded as minutes.
TEST(CsvBars, RefusesATimeframeThatItsRowsAreNot) {
  const std::string days =
      "date,close\n2013-10-07,1\n2013-10-08,2\n2013-10-09,3\n2013-10-10,4\n2013-10-14,5\n";
  const std::string minutes =
      "time,close\n2013-10-07 13:30,1\n2013-10-07 13:31,2\n2013-10-07 13:32,3\n";

  for (const auto& [text, asked, message] :
       {std::tuple{days, "1w",
                   "has a bar every 1d, where --timeframe or its name says 1w: leave that out, or "
                   "give a file of such bars"},
        {days, "1mo", "has a bar every 1d, where --timeframe or its name says 1mo"},
        {days, "5m", "has dates without a time, where --timeframe or its name says 5m"},
        {minutes, "1d", "has a bar every 1m, where --timeframe or its name says 1d"},
        {minutes, "1h", "has a bar every 1m, where --timeframe or its name says 1h"}}) {
    const CsvError error = refused(text, {.timeframe = parse_timeframe(asked)});
    EXPECT_EQ(error.problem, CsvProblem::WrongTimeframe);
    EXPECT_THAT(error.message, HasSubstr(message));
  }
}

TEST(CsvBars, TakesRowsFartherApartForTheTimeframeAskedFor) {
  const std::string sparse =
      "time,close\n2013-10-07 13:30,1\n2013-10-07 13:33,2\n2013-10-07 13:36,3\n";

  EXPECT_EQ(to_string(parsed(sparse).table.timeframe), "3m");
  EXPECT_EQ(to_string(parsed(sparse, {.timeframe = parse_timeframe("1m")}).table.timeframe), "1m");
  EXPECT_EQ(to_string(parsed(sparse, {.timeframe = parse_timeframe("90s")}).table.timeframe),
            "90s");
}

TEST(CsvBars, GivesEveryReasonAWordAndASentence) {
  for (std::size_t i = 0; i < kRowFaults; ++i) {
    EXPECT_NE(name(static_cast<RowFault>(i)), "unknown");
    EXPECT_NE(describe(static_cast<RowFault>(i)), "unknown");
  }
}

TEST(ToCsv, IsReadBackToTheSameBars) {
  const CsvBars bars = parsed(
      "date,open,high,low,close,adj close,volume\n"
      "2013-10-07,10.5,12.25,9,11.00000001,,100\n"
      "2013-10-08,11,13,10,12,0.5,0.25\n");

  const std::string text = to_csv(bars.table.view({}));
  const CsvBars again = parsed(text);

  EXPECT_EQ(text,
            "date,open,high,low,close,adj_close,volume\n"
            "2013-10-07,10.5,12.25,9,11.00000001,,100\n"
            "2013-10-08,11,13,10,12,0.5,0.25\n");
  EXPECT_EQ(again.table.close, bars.table.close);
  EXPECT_EQ(again.table.adjusted_close, bars.table.adjusted_close);
}

}  // namespace
}  // namespace tw::formats
