#include "ingest/load_bars.hpp"

#include <gmock/gmock.h>

namespace tw::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kTwoDays =
    "date,open,high,low,close,adj_close,volume\n"
    "2013-10-07,10,12,9,11,5.5,100\n"
    "2013-10-08,11,13,10,12,6,200\n";

LoadedBars loaded(std::string_view text, const LoadOptions& options = {}) {
  auto bars = load_bars_from(text, "some/folder/AAPL.us.csv", options);
  EXPECT_TRUE(bars.has_value()) << bars.error().message;
  return std::move(*bars);
}

std::string refused(std::string_view text, const LoadOptions& options = {}) {
  const auto bars = load_bars_from(text, "x.csv", options);
  EXPECT_FALSE(bars.has_value());
  return bars ? "" : bars.error().message;
}

TEST(LoadBars, TakesTheSymbolFromTheFileUnlessTold) {
  EXPECT_EQ(loaded(kTwoDays).symbol, "AAPL.us");
  EXPECT_EQ(loaded(kTwoDays, {.symbol = "MSFT"}).symbol, "MSFT");
}

TEST(LoadBars, TheNameOfAnExportedFileTellsTheTimeframeToo) {
  const std::string one_day = "date,open,high,low,close\n2013-10-07,1,1,1,1\n";
  const auto symbol = [&](const std::string& path) {
    const auto bars = load_bars_from(one_day, path, {});
    EXPECT_TRUE(bars.has_value()) << path;
    return bars ? bars->symbol : std::string{};
  };

  EXPECT_EQ(symbol("out/AAPL.1d.csv"), "AAPL");
  EXPECT_EQ(symbol("EUR%2FUSD.1d.csv"), "EUR/USD");
  EXPECT_EQ(symbol("BRK.B.csv"), "BRK.B");
  EXPECT_EQ(symbol("BRK.B.1d.csv"), "BRK.B");
  EXPECT_EQ(symbol("prices.daily.csv"), "prices.daily") << "a word may be the symbol's own";
  const auto week = load_bars_from(one_day, "AAPL.1w.csv", {});
  ASSERT_TRUE(week.has_value());
  EXPECT_EQ(to_string(week->table.timeframe), "1w");
}

TEST(LoadBars, SaysNothingAboutAFileThatIsRight) {
  const LoadedBars bars = loaded(kTwoDays);

  EXPECT_THAT(bars.warnings, IsEmpty());
  EXPECT_THAT(bars.notes, IsEmpty());
  EXPECT_EQ(bars.label(1), "2013-10-08");
}

TEST(LoadBars, WarnsWhenEightDecimalsHoldTooLittleOfAPrice) {
  const std::string head = "date,open,high,low,close\n2013-10-07,";
  const std::string tiny = "0.0000012345678";
  const std::string small = "0.0212345678912";
  const auto row = [&](const std::string& price) {
    return head + price + "," + price + "," + price + "," + price + "\n";
  };

  EXPECT_THAT(loaded(row(tiny)).warnings, ElementsAre(HasSubstr("4 values rounded to 8 decimals")));
  EXPECT_THAT(loaded(row(small)).warnings, IsEmpty()) << "a part in a million is a note";
  EXPECT_THAT(loaded(row("0.00000123")).warnings, IsEmpty()) << "nothing was lost";
}

TEST(LoadBars, UsesPricesAsTheyStandUnlessAskedToAdjust) {
  const LoadedBars plain = loaded(kTwoDays);
  const LoadedBars adjusted = loaded(kTwoDays, {.adjusted = true});

  EXPECT_EQ(plain.table.open[0], Price::whole(10).raw());
  EXPECT_EQ(adjusted.table.open[0], Price::whole(5).raw());
  EXPECT_EQ(adjusted.table.high[0], Price::whole(6).raw());
  EXPECT_EQ(adjusted.table.close[1], Price::whole(6).raw());
  EXPECT_EQ(adjusted.table.volume, plain.table.volume);
}

TEST(LoadBars, RefusesToAdjustWithoutAdjustedCloses) {
  EXPECT_THAT(refused("date,close\n2013-10-07,1\n2013-10-08,2\n", {.adjusted = true}),
              HasSubstr("has no adjusted closes"));
}

TEST(LoadBars, DropsAColumnThatIsBlankThroughout) {
  const LoadedBars bars = loaded(
      "date,open,high,low,close,adj_close,volume\n"
      "2013-10-07,10,12,9,11,,100\n"
      "2013-10-08,11,13,10,12,,200\n");

  EXPECT_THAT(bars.table.adjusted_close, IsEmpty());
  EXPECT_THAT(bars.notes, IsEmpty());
}

TEST(LoadBars, WarnsOfEveryRowSetAsideWithItsReason) {
  const LoadedBars bars = loaded(
      "date,open,high,low,close\n"
      "2013-10-07,10,12,9,11\n"
      "2013-10-07,10,12,9,11\n"
      "2013-10-08,10,8,9,11\n"
      "2013-10-09,10,12,9,11\n");

  EXPECT_EQ(bars.rows_read(), 4u);
  EXPECT_THAT(bars.warnings,
              ElementsAre("2 of 4 rows set aside: 1 duplicate, 1 high_below_low; the first at "
                          "line 3"));
}

TEST(LoadBars, WarnsOfBarsOffTheCalendar) {
  const LoadedBars bars = loaded(
      "date,open,high,low,close,volume\n"
      "2013-10-04,10,12,9,11,1\n"
      "2013-10-07,10,12,9,11,1\n"
      "2013-12-25,10,12,9,11,1\n",
      {.csv = {.calendar = CalendarKind::Nyse}});

  EXPECT_THAT(bars.warnings, ElementsAre("1 bar off the nyse calendar, the first on 2013-12-25"));
}

TEST(LoadBars, NamesWhatItCannotRead) {
  EXPECT_THAT(load_bars("no/such/file.csv", {}).error().message,
              HasSubstr("cannot read 'no/such/file.csv': there is no such file"));
  EXPECT_THAT(load_bars("/", {}).error().message, HasSubstr("it is a directory"));
  EXPECT_THAT(refused(""), HasSubstr("'x.csv' is empty"));
  EXPECT_THAT(refused(kTwoDays, {.csv = {.zone = "America/New_Yrok"}}),
              HasSubstr("did you mean 'America/New_York'"));
}

}  // namespace
}  // namespace tw::ingest
