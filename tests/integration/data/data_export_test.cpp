#include <filesystem>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "support/process.hpp"
#include "support/temp_folder.hpp"

namespace tw {
namespace {

using nlohmann::json;
using support::Finished;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kDays =
    "Date,Open,High,Low,Close,Adj Close,Volume\n"
    "2013-10-07,10.5,12,9,11,5.5,100\n"
    "2013-10-08,11,13,10,12,,200.25\n"
    "2013-10-09,12.00000001,13,10,12.5,6.25,300\n"
    "2013-10-10,6,7,5,6.5,6.5,900\n";
constexpr const char* kMinutes =
    "timestamp,open,high,low,close,volume\n"
    "2013-10-07T13:30:00Z,1.1,1.2,1,1.15,5\n"
    "2013-10-07T13:31:00Z,1.15,1.2,1,1.1,7\n";

/// A home with bars, and a folder for what comes out of it.
class DataExport : public testing::Test {
 protected:
  Finished data(const std::string& words, const std::string& home = "home") const {
    return support::run_command("TRADEWIND_HOME='" + (folder_ / home) + "' " + TW_APP + " data " +
                                words);
  }
  json data_json(const std::string& words, const std::string& home = "home") const {
    const Finished done = data(words + " --json -", home);
    EXPECT_EQ(done.exit_code, 0) << words << '\n' << done.err;
    return json::parse(done.out);
  }
  void import(const std::string& name, const std::string& text, const std::string& words) const {
    const Finished done = data("import " + folder_.write(name, text) + " " + words);
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }
  /// Brings in AAPL as raw days, of which the last came after a split in two.
  void import_split() const {
    import("AAPL.csv", kDays, "--basis raw --source vendor");
    const std::string actions =
        folder_.write("actions.csv",
                      "symbol,date,kind,numerator,denominator,amount,new_symbol\n"
                      "AAPL,2013-10-10,split,2,1,,\n"
                      "AAPL,2013-10-09,dividend,,,0.6,\n");
    ASSERT_EQ(data("import --actions " + actions).exit_code, 0);
  }
  double close_on(const std::string& words, std::size_t day) const {
    return data_json("export --symbols AAPL " + words)["series"][0]["bars"][day]["close"];
  }

  support::TempFolder folder_;
};

TEST_F(DataExport, ComesBackToTheSameBarsByImport) {
  import("AAPL.csv", kDays, "");
  import("minutes.csv", kMinutes, "--symbol EUR/USD --calendar fx");
  const std::string out = folder_ / "out/";

  ASSERT_EQ(data("export --all --csv " + out).exit_code, 0);
  ASSERT_TRUE(std::filesystem::exists(out + "AAPL.1d.csv"));
  ASSERT_TRUE(std::filesystem::exists(out + "EUR%2FUSD.1m.csv"));
  const Finished back = data("import " + out + "AAPL.1d.csv", "other");
  ASSERT_EQ(back.exit_code, 0) << back.err;
  ASSERT_EQ(data("import " + out + "EUR%2FUSD.1m.csv --calendar fx", "other").exit_code, 0);

  for (const char* symbol : {"AAPL", "EUR/USD"}) {
    const json before = data_json("show " + std::string{symbol});
    EXPECT_EQ(data_json("show " + std::string{symbol}, "other"), before);
    EXPECT_GE(before["bars"].size(), 2U);
  }
}

TEST_F(DataExport, WritesOneSeriesToStandardOutputUnlessToldWhere) {
  import("AAPL.csv", kDays, "");

  EXPECT_EQ(data("export --symbols AAPL --from 2013-10-08 --to 2013-10-09").out,
            "date,open,high,low,close,adj_close,volume\n"
            "2013-10-08,11,13,10,12,,200.25\n"
            "2013-10-09,12.00000001,13,10,12.5,6.25,300\n");
  const Finished to_file = data("export --symbols AAPL --csv " + (folder_ / "a.csv"));
  EXPECT_EQ(to_file.exit_code, 0);
  EXPECT_THAT(to_file.out, AllOf(HasSubstr("AAPL: 4 1d bars of csv"), HasSubstr("a.csv")));
  EXPECT_EQ(support::lines_of(support::read_text(folder_ / "a.csv")).size(), 5U);
}

TEST_F(DataExport, JsonHoldsAllSeriesWithWhatIsKnownOfThem) {
  import("AAPL.csv", kDays, "--basis raw --source vendor");
  import("MSFT.csv", kDays, "");

  const json all = data_json("export --symbols AAPL,MSFT,AAPL");

  ASSERT_THAT(all["series"], SizeIs(2));
  EXPECT_EQ(all["series"][0]["symbol"], "AAPL");
  EXPECT_EQ(all["series"][0]["source"], "vendor");
  EXPECT_EQ(all["series"][0]["basis"], "raw");
  EXPECT_EQ(all["series"][0]["calendar"], "nyse");
  EXPECT_EQ(all["series"][0]["bars_left_out"], 0);
  ASSERT_THAT(all["series"][0]["bars"], SizeIs(4));
  EXPECT_EQ(all["series"][0]["bars"][0]["at"], "2013-10-07");
  EXPECT_EQ(all["series"][0]["bars"][1]["adj_close"], nullptr);
  EXPECT_EQ(all["series"][1]["basis"], "unknown");

  ASSERT_EQ(data("export --symbols AAPL,MSFT --json " + (folder_ / "out/")).exit_code, 0);
  EXPECT_EQ(json::parse(support::read_text(folder_ / "out/MSFT.1d.json"))["symbol"], "MSFT");
}

TEST_F(DataExport, RawPricesAreAdjustedOnTheWayOut) {
  import_split();

  EXPECT_EQ(close_on("", 0), 11.0);
  EXPECT_EQ(close_on("--adjust raw", 0), 11.0);
  EXPECT_EQ(close_on("--adjust split", 0), 5.5);
  EXPECT_EQ(close_on("--adjust split", 3), 6.5);
  EXPECT_NEAR(close_on("--adjust total", 0), 5.5 * (12.0 - 0.6) / 12.0, 1e-7);
  const json split = data_json("export --symbols AAPL --adjust split")["series"][0];
  EXPECT_EQ(split["basis"], "split") << "of the prices that came out";
  EXPECT_EQ(split["bars"][0]["volume"], 200);
}

TEST_F(DataExport, WhatTheStoreSaysIsOutOfThePricesIsNotTakenOutTwice) {
  import_split();
  const std::string split = folder_ / "split.csv";
  ASSERT_EQ(data("export --symbols AAPL --adjust split --csv " + split).exit_code, 0);
  const double total = close_on("--adjust total", 0);
  ASSERT_EQ(data("import " + split + " --symbol AAPL --source other --basis split").exit_code, 0);

  EXPECT_EQ(close_on("--source other --adjust split", 0), 5.5);
  EXPECT_NEAR(close_on("--source other --adjust total", 0), total, 1e-7)
      << "the dividend in the units of the split prices";
  const json shown = data_json("show AAPL --source other --adjust split");
  EXPECT_EQ(shown["bars"][0]["close"], 5.5) << "'show' adjusts as 'export' does";
  const Finished raw = data("export --symbols AAPL --source other --adjust raw");
  EXPECT_EQ(raw.exit_code, 3);
  EXPECT_THAT(raw.err, HasSubstr("are of basis split, and raw ones cannot be had from them"));
}

TEST_F(DataExport, BarsInQuarantineStayInUnlessAskedFor) {
  import("AAPL.csv", kDays, "--basis split --source lyra");
  std::string other = kDays;
  other.replace(other.find("10,12,,"), 7, "10,13,,");
  import("AAPL.csv", other, "--basis split --source vega");
  ASSERT_EQ(data("check AAPL").exit_code, 3);

  const Finished out = data("export --symbols AAPL --source vega");
  const Finished all = data("export --symbols AAPL --source vega --with-quarantined");

  EXPECT_EQ(out.exit_code, 0);
  EXPECT_THAT(out.out, Not(HasSubstr("2013-10-08")));
  EXPECT_THAT(out.err, HasSubstr("1 bars in quarantine are left out: see 'tradewind data check "
                                 "AAPL'"));
  EXPECT_THAT(all.out, HasSubstr("2013-10-08,11,13,10,13,,200.25"));
}

TEST_F(DataExport, WritesTheOthersWhereOneCannotBeHad) {
  import("AAPL.csv", kDays, "");
  import("MSFT.csv", kDays, "");

  const Finished done = data("export --symbols AAPL,NONE,MSFT,NIX --csv " + (folder_ / "out/"));

  EXPECT_EQ(done.exit_code, 3);
  EXPECT_THAT(support::lines_of(done.err), SizeIs(2)) << done.err;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/MSFT.1d.csv"));
}

TEST_F(DataExport, RefusesInOneLineThatNamesTheThingAndTheRemedy) {
  import("AAPL.csv", kDays, "");
  import("MSFT.csv", kDays, "--source lyra");
  import("MSFT.csv", kDays, "--source vega");
  folder_.write("file", "");
  struct Refusal {
    std::string words;
    int exit_code;
    std::string line;
  };
  const std::vector<Refusal> refusals{
      {"", 2, "either --symbols A,B or --all"},
      {"--all --symbols AAPL", 2, "either --symbols A,B or --all"},
      {"--symbols APPL", 3, "did you mean 'AAPL'?"},
      {"--symbols MSFT", 2, "lyra"},
      {"--symbols AAPL,MSFT", 2, "name a folder, as in --csv prices/"},
      {"--symbols AAPL --timeframe 7x", 2, "--timeframe is '7x'"},
      {"--symbols AAPL --timeframe 5m", 3, "no bars of 'AAPL' of timeframe 5m"},
      {"--symbols AAPL --adjust all", 2, "all"},
      {"--symbols AAPL --adjust total", 3, "there is nothing to adjust 'AAPL' by"},
      {"--symbols AAPL --from tomorrow", 2, "--from is 'tomorrow'"},
      {"--symbols AAPL --from 2014-01-01 --to 2013-01-01", 2, "exchange them"},
      {"--symbols AAPL --from 2020-01-01", 3, "it holds 2013-10-07 to 2013-10-10"},
      {"--symbols AAPL --csv no/such/folder.csv", 1, "cannot write 'no/such/folder.csv'"},
      {"--symbols AAPL --csv " + (folder_ / "file/out/"), 1, "cannot make the folder"},
      {"--symbols AAPL --csv - --json -", 2, "name the same place"},
  };

  for (const Refusal& refusal : refusals) {
    const Finished done = data("export " + refusal.words);
    EXPECT_EQ(done.exit_code, refusal.exit_code) << refusal.words << '\n' << done.err;
    EXPECT_THAT(done.err, HasSubstr(refusal.line)) << refusal.words;
    EXPECT_EQ(done.out, "") << refusal.words;
  }
}

}  // namespace
}  // namespace tw
