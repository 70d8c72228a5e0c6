#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/temp_folder.hpp"

// `tradewind backtest --actions`, as a user calls it.
namespace tw {
namespace {

using Json = nlohmann::json;
using support::Finished;
using testing::HasSubstr;

const std::string kData = std::string{TW_SHARED} + "/data/";

Finished backtest(const std::string& arguments) {
  return support::run_command(std::string{TW_APP} + " backtest " + arguments);
}

const std::string kMinutes =
    "--data " + kData + "minute/AAPL_20140605_20140609.csv --symbol AAPL --strategy sma_cross ";
const std::string kSplits = "--actions " + kData + "corporate_actions/known_splits.csv ";

TEST(BacktestActions, RunAaplByTheMinuteThroughItsSplit) {
  const Finished run = backtest(kMinutes + kSplits +
                                "--basis raw --preset plain --set fast=30 --set slow=120 --json -");

  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Json report = Json::parse(run.out);
  EXPECT_GT(report["metrics"]["total_return"].get<double>(), -0.1) << "no crash of 86 %";
  for (const Json& trade : report["trades"]) {
    EXPECT_GT(trade["return"].get<double>(), -0.05) << trade;
    const bool is_before = trade["exit_at"].get<std::string>() < "2014-06-07";
    const bool is_across = !is_before && trade["entry_at"].get<std::string>() < "2014-06-07";
    EXPECT_EQ(trade.contains("exit_quantity"), is_across) << trade;
  }
}

TEST(BacktestActions, PrintWhatWasAppliedAmongTheAssumptions) {
  const Finished run = backtest(kMinutes + kSplits + "--json -");

  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("applied on their ex-dates to holdings, resting orders"));
  EXPECT_THAT(run.out, HasSubstr("(FINRA 5330)"));
}

TEST(BacktestActions, ChangeTheNameOfTheRun) {
  const auto run_id = [](const std::string& arguments) {
    return Json::parse(backtest(arguments + "--json -").out)["run_id"].get<std::string>();
  };

  EXPECT_NE(run_id(kMinutes), run_id(kMinutes + kSplits));
}

TEST(BacktestActions, AreRefusedOnPricesThatAreAdjustedAlready) {
  const std::string adjusted =
      "--data " + kData + "daily_split_adjusted/AAPL.csv --strategy sma_cross ";

  const Finished run = backtest(adjusted + kSplits);

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("'AAPL' does not move by its split 2:1 on 2000-06-21"));
  EXPECT_THAT(run.err, HasSubstr("its prices are adjusted already; leave out --actions"));
  EXPECT_EQ(backtest(adjusted + kSplits + "--basis split --quiet").exit_code, 0);
  EXPECT_EQ(backtest(kMinutes + kSplits + "--basis total").exit_code, 2);
  EXPECT_EQ(backtest(kMinutes + kSplits + "--adjusted").exit_code, 3);
}

TEST(BacktestActions, NameTheFileTheLineTheFieldAndItsValue) {
  const support::TempFolder folder;
  const std::string bad = folder.write("bad.csv",
                                       "date,kind,numerator,denominator\n"
                                       "2014-06-09,split,seven,1\n");

  const Finished run = backtest(kMinutes + "--actions " + bad);

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("bad.csv' line 2: numerator is 'seven', which is no number"));
}

/// A file of daily bars that each stood at one price.
std::string standing(const support::TempFolder& folder, const std::vector<int>& prices) {
  std::string bars = "date,open,high,low,close,volume\n";
  int day = 10;
  for (const int price : prices) {
    bars += "2022-06-" + std::to_string(day);
    for (int i = 0; i < 4; ++i) bars += "," + std::to_string(price);
    bars += ",1000000\n";
    day += 1;
  }
  return folder.write("KO.csv", bars);
}

TEST(BacktestActions, AddTheDividendsToTheFigures) {
  const support::TempFolder folder;
  const std::string actions = folder.write("actions.csv",
                                           "symbol,date,kind,amount\n"
                                           "KO,2022-06-14,dividend,2\n");

  const Finished run = backtest("--data " + standing(folder, {50, 50, 50, 50, 50, 50}) +
                                " --calendar 24x7 --actions " + actions +
                                " --preset plain --strategy buy_and_hold --size units:10 --json -");

  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(Json::parse(run.out)["metrics"]["dividends"], 20);
}

// What a ruined account owed was in no figure: trades and final equity did not add up.
TEST(BacktestRuin, WritesOffWhatTheAccountOwedAsAFigure) {
  const support::TempFolder folder;

  const Finished run = backtest("--data " + standing(folder, {100, 100, 100, 20, 20, 20}) +
                                " --calendar 24x7 --preset backtesting.py --margin 0.1 --cash 1000 "
                                "--strategy buy_and_hold --json -");

  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Json report = Json::parse(run.out);
  const double pnl = report["trades"][0]["pnl"];
  EXPECT_LT(pnl, -1000.0);
  EXPECT_EQ(report["metrics"]["final_equity"], 0);
  EXPECT_DOUBLE_EQ(1000.0 + pnl + report["metrics"]["write_off"].get<double>(), 0.0);
}

TEST(BacktestActions, NameTradesAsTheirSymbolWasOnTheirDay) {
  const support::TempFolder folder;
  std::string bars = "date,open,high,low,close,volume\n";
  for (int day = 1; day <= 28; ++day) {
    const int price = 100 + (day % 7) * 5;
    bars += "2022-06-" + std::string{day < 10 ? "0" : ""} + std::to_string(day);
    for (int i = 0; i < 4; ++i) bars += "," + std::to_string(price);
    bars += ",1000000\n";
  }
  const std::string data = folder.write("META.csv", bars);
  const std::string actions = folder.write("actions.csv",
                                           "symbol,date,kind,new_symbol\n"
                                           "FB,2022-06-20,symbol_change,META\n");

  const Finished run =
      backtest("--data " + data + " --calendar 24x7 --actions " + actions +
               " --preset plain --strategy sma_cross --set fast=2 --set slow=3 --json -");

  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Json report = Json::parse(run.out);
  std::set<std::string> names;
  for (const Json& trade : report["trades"]) {
    const std::string symbol = trade["symbol"].get<std::string>();
    EXPECT_EQ(symbol, trade["exit_at"].get<std::string>() < "2022-06-20" ? "FB" : "META");
    names.insert(symbol);
  }
  EXPECT_EQ(names.size(), 2U) << run.out;
}

TEST(BacktestActions, EndAPositionWhereItsShareIsDelisted) {
  const support::TempFolder folder;
  std::string bars = "date,open,high,low,close,volume\n";
  for (int day = 1; day <= 20; ++day) {
    bars += "2022-06-" + std::string{day < 10 ? "0" : ""} + std::to_string(day);
    const std::string price = "," + std::to_string(100 - (day < 5 ? day : 10 - day));
    bars += price + price + price + price + ",1000000\n";
  }
  const std::string data = folder.write("GONE.csv", bars);
  const std::string actions =
      folder.write("actions.csv", "date,kind,amount\n2022-06-20,delisting,80\n");

  const Finished run =
      backtest("--data " + data + " --calendar 24x7 --actions " + actions +
               " --preset plain --strategy sma_cross --set fast=2 --set slow=3 --json -");

  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Json report = Json::parse(run.out);
  ASSERT_FALSE(report["trades"].empty());
  const Json& last = report["trades"].back();
  EXPECT_EQ(last["exit_tag"], "delisted");
  EXPECT_EQ(last["exit_at"], "2022-06-20");
  EXPECT_EQ(last["exit_price"], 80);
  // The curve once ended with the close before the payment, and drawdowns knew nothing of it.
  EXPECT_EQ(report["equity"].back()[1], report["metrics"]["final_equity"]);
  EXPECT_TRUE(report["open_positions"].empty());
}

/// A home that keeps AAPL's raw bars and its actions.
class HomeOfAapl : public testing::Test {
 protected:
  void SetUp() override {
    const Finished bars = run("data import " + kData + "daily_raw_lean/AAPL.csv");
    ASSERT_EQ(bars.exit_code, 0) << bars.err;
    const Finished actions =
        run("data import --symbol AAPL --actions " + kData + "corporate_actions/AAPL.csv");
    ASSERT_EQ(actions.exit_code, 0) << actions.err;
    EXPECT_THAT(actions.out, HasSubstr("39 actions new, 0 known, kept in"));
  }
  Finished run(const std::string& arguments) const {
    return support::run_command(std::string{TW_APP} + " " + arguments + " --home " + home_.path());
  }

  support::TempFolder home_;
};

TEST_F(HomeOfAapl, ListsItsActionsAndKnowsThemAgain) {
  const Finished listed = run("data actions AAPL");
  const Finished again =
      run("data import --symbol AAPL --actions " + kData + "corporate_actions/AAPL.csv");
  const Finished none = run("data actions KO");

  EXPECT_THAT(listed.out, HasSubstr("2014-06-09  split 7:1\n"));
  EXPECT_THAT(listed.out, HasSubstr("2012-08-09  dividend 2.649939\n"));
  EXPECT_EQ(Json::parse(run("data actions AAPL --json -").out)["actions"].size(), 39U);
  EXPECT_THAT(again.out, HasSubstr("0 actions new, 39 known"));
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("there are no corporate actions of 'KO'"));
}

TEST_F(HomeOfAapl, ShowsRawPricesAdjusted) {
  const std::string day = " --from 2014-06-06 --to 2014-06-06 --json -";
  const auto close = [&](const std::string& how) {
    const Finished shown = run("data show AAPL" + how + day);
    return Json::parse(shown.out)["bars"][0]["close"].get<double>();
  };

  EXPECT_DOUBLE_EQ(close(""), 645.57);
  EXPECT_NEAR(close(" --adjust split"), 645.57 / 28.0, 1e-8);
  EXPECT_LT(close(" --adjust total"), 645.57 / 28.0 * 0.95);
  EXPECT_DOUBLE_EQ(
      close(" --adjust total --actions " + kData + "corporate_actions/lean_factor_files/AAPL.csv"),
      20.77772026)
      << "golden/adjustment: the raw close times its two factors";
  EXPECT_EQ(run("data show AAPL --adjust all").exit_code, 2);
}

TEST_F(HomeOfAapl, AppliesThemToBarsWhoseBasisIsSaid) {
  const std::string hold =
      "backtest --symbols AAPL --preset plain --strategy buy_and_hold --json -";

  const Json raw = Json::parse(run(hold + " --basis raw").out);
  const Json untold = Json::parse(run(hold).out);

  EXPECT_GT(raw["metrics"]["total_return"].get<double>(), 500.0);
  EXPECT_LT(untold["metrics"]["total_return"].get<double>(), 20.0) << "four splits not applied";
}

TEST(DataImport, NamesWhatIsMissing) {
  const Finished nothing = support::run_command(std::string{TW_APP} + " data import --home x");

  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("nothing to import"));
}

}  // namespace
}  // namespace tw
