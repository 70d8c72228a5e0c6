#include <algorithm>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>

#include "backtest/run_backtest.hpp"
#include "formats/action_history.hpp"
#include "ingest/load_actions.hpp"
#include "ingest/load_bars.hpp"
#include "support/csv_rows.hpp"
#include "support/times.hpp"

// Corporate actions of real companies, from files that others made.
namespace tw {
namespace {

using formats::DatedAction;
using Kind = CorporateAction::Kind;

const std::string kShared = TW_SHARED;
const std::string kActions = kShared + "/data/corporate_actions/";

std::vector<DatedAction> rows_of(const std::string& file) {
  auto rows = ingest::load_actions(kActions + file, "");
  EXPECT_TRUE(rows.has_value()) << rows.error().message;
  return rows.value_or(std::vector<DatedAction>{});
}

TEST(ActionFilesOfOthers, AreAllRead) {
  const std::map<std::string, std::size_t> files{{"AAPL.csv", 39},
                                                 {"GOOG.csv", 1},
                                                 {"IBM.csv", 94},
                                                 {"SPY.csv", 94},
                                                 {"IBM_DIVIDENDS_av.csv", 110},
                                                 {"IBM_SPLITS_av.csv", 2},
                                                 {"known_splits.csv", 15},
                                                 {"yahoo_dividends/AAPL.csv", 54},
                                                 {"yahoo_dividends/KO.csv", 64},
                                                 {"lean_map_files/GOOG.csv", 1},
                                                 {"lean_map_files/GOOGL.csv", 1},
                                                 {"lean_map_files/AAPL.csv", 0},
                                                 {"lean_factor_files/FB.csv", 0}};

  for (const auto& [file, count] : files) EXPECT_EQ(rows_of(file).size(), count) << file;
}

TEST(AFactorFileOfOthers, DecodesToTheActionsThatAreKnownOfIt) {
  constexpr double kNoise = 2e-6;  // Of the value; the references are cut at six decimals.
  for (const char* symbol : {"AAPL", "SPY", "IBM", "GOOG"}) {
    const std::string file = std::string{symbol} + ".csv";
    const auto decoded = rows_of("lean_factor_files/" + file);
    const auto known = rows_of(file);

    ASSERT_EQ(decoded.size(), known.size()) << symbol;
    for (std::size_t i = 0; i < known.size(); ++i) {
      const CorporateAction& ours = decoded[i].action;
      const CorporateAction& theirs = known[i].action;
      EXPECT_EQ(ours.kind, theirs.kind) << symbol << ' ' << to_string(theirs.ex_date);
      EXPECT_EQ(ours.ex_date, theirs.ex_date) << symbol;
      EXPECT_NEAR(ours.amount.as_double(), theirs.amount.as_double(),
                  kNoise * std::max(1.0, theirs.amount.as_double()))
          << symbol << ' ' << to_string(theirs.ex_date);
      EXPECT_NEAR(static_cast<double>(ours.numerator) / ours.denominator,
                  static_cast<double>(theirs.numerator) / theirs.denominator, 1e-8);
    }
  }
}

TEST(DividendsOnTheSplitAdjustedScale, ComeBackToWhatWasPaid) {
  auto rows = rows_of("yahoo_dividends/AAPL.csv");
  for (const DatedAction& split : rows_of("known_splits.csv")) {
    if (split.symbol == "AAPL") rows.push_back(split);
  }
  std::map<std::int32_t, double> paid;
  for (const DatedAction& row : rows_of("AAPL.csv")) {
    if (row.action.kind == Kind::CashDividend) {
      paid[row.action.ex_date.days] = row.action.amount.as_double();
    }
  }

  int compared = 0;
  const auto history = formats::action_history(rows, "AAPL");
  ASSERT_TRUE(history.has_value());
  for (const CorporateAction& action : history->actions) {
    const auto known = paid.find(action.ex_date.days);
    if (action.kind != Kind::CashDividend || known == paid.end()) continue;
    EXPECT_NEAR(action.amount.as_double() / known->second, 1.0, 2e-3) << to_string(action.ex_date);
    compared += 1;
  }
  EXPECT_GE(compared, 30);
}

/// Checks every row of a golden file: raw closes with a factor file applied.
///
/// Prices are kept to 1e-8 and volumes to 1e-4; the golden figures have ten digits.
void check_adjusted(const std::string& symbol, std::span<const AdjustmentFactor> factors,
                    double tolerance) {
  const auto raw = ingest::load_bars(kShared + "/data/daily_raw_lean/" + symbol + ".csv", {});
  ASSERT_TRUE(raw.has_value());
  const BarSeries series = raw->table.view({});
  const BarTable split = adjusted(series, factors, Adjustment::Split).value();
  const BarTable total = adjusted(series, factors, Adjustment::Total).value();
  const auto golden = support::csv_rows(kShared + "/golden/adjustment/" + symbol + "_adjusted.csv");
  ASSERT_EQ(golden.size(), series.size());
  const auto agrees = [&](std::int64_t ours, std::int64_t scale, const std::string& theirs,
                          double unit) {
    const double expected = std::stod(theirs);
    return std::abs(static_cast<double>(ours) / static_cast<double>(scale) - expected) <=
           unit + tolerance * expected;
  };
  for (std::size_t i = 0; i < golden.size(); ++i) {
    ASSERT_EQ(to_string(Date{series.session[i]}), golden[i][0]);
    ASSERT_TRUE(agrees(split.close[i], Price::kScale, golden[i][4], 1e-8)) << golden[i][0];
    ASSERT_TRUE(agrees(total.close[i], Price::kScale, golden[i][5], 1e-8)) << golden[i][0];
    ASSERT_TRUE(agrees(split.volume[i], Volume::kScale, golden[i][6], 1e-4)) << golden[i][0];
  }
}

TEST(AdjustedPricesOfOthers, AreMadeFromRawOnesAndTheirFactorFiles) {
  for (const std::string symbol : {"AAPL", "SPY"}) {
    std::ifstream file{kActions + "lean_factor_files/" + symbol + ".csv"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto factors = formats::parse_factors(text);
    ASSERT_TRUE(factors.has_value());

    check_adjusted(symbol, *factors, 1e-9);
  }
}

TEST(AdjustedPricesOfOthers, ComeOutNearlyTheSameFromDecodedActions) {
  for (const std::string symbol : {"AAPL", "SPY"}) {
    const auto raw = ingest::load_bars(kShared + "/data/daily_raw_lean/" + symbol + ".csv", {});
    ASSERT_TRUE(raw.has_value());
    const auto history = formats::action_history(rows_of(symbol + ".csv"), symbol);
    ASSERT_TRUE(history.has_value());

    check_adjusted(symbol, factors_of(history->actions, raw->table.view({})), 5e-6);
  }
}

/// AAPL by the minute over its 7:1 split of 2014-06-09, bought at the first chance and held.
class AaplOverItsSplit : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded =
        ingest::load_bars(kShared + "/data/minute/AAPL_20140605_20140609.csv", {.symbol = "AAPL"});
    ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
    bars_ = std::move(*loaded);
    const BarSeries series = bars_.table.view({});
    auto history = formats::action_history(rows_of("known_splits.csv"), "AAPL");
    ASSERT_TRUE(history.has_value());
    feed_ = {.instrument = bars_.instrument({}),
             .bars = series,
             .range = {0, series.size()},
             .actions = history->actions};
    monday_ = static_cast<std::size_t>(
        std::ranges::lower_bound(series.session, support::date("2014-06-09").days) -
        series.session.begin());
    run_ = backtest::run_buy_and_hold(backtest::spec_of(backtest::Preset::Plain), {feed_});
  }

  ingest::LoadedBars bars_;
  backtest::Feed feed_;
  std::size_t monday_ = 0;
  std::optional<backtest::BacktestRun> run_;
};

TEST_F(AaplOverItsSplit, KeepsEquityContinuousWithinWhatTheMarketDid) {
  const auto& samples = run_->recorder.samples();
  ASSERT_EQ(samples.size(), feed_.bars.size());
  const double move = 7.0 * static_cast<double>(feed_.bars.close[monday_]) /
                      static_cast<double>(feed_.bars.close[monday_ - 1]);

  const double before = samples[monday_ - 1].equity.as_double();
  const double after = samples[monday_].equity.as_double();

  EXPECT_NEAR(move, 1.0, 0.02) << "Friday's last minute against Monday's first";
  // All but the cash that no whole share took is in the position.
  EXPECT_NEAR(after / before, move, 1e-3);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    ASSERT_NEAR(samples[i].equity.as_double() / samples[i - 1].equity.as_double(), 1.0, 0.02) << i;
  }
}

TEST_F(AaplOverItsSplit, HoldsSevenTimesTheSharesAtTheSameCost) {
  ASSERT_EQ(run_->open_lots.size(), 1U);
  const portfolio::Lot& lot = run_->open_lots.front().lot;
  const Quantity bought = run_->recorder.orders().front().filled;

  EXPECT_EQ(lot.quantity.raw(), bought.raw() * 7);
  EXPECT_EQ(lot.cost, notional(lot.paid, bought, Rounding::HalfEven));
  EXPECT_GT(lot.paid, Price::whole(600));
  EXPECT_LT(lot.entry_price, Price::whole(100));
}

TEST_F(AaplOverItsSplit, WouldHaveLostSixSeventhsWithoutTheAction) {
  backtest::Feed raw = feed_;
  raw.actions.clear();

  const auto crashed =
      backtest::run_buy_and_hold(backtest::spec_of(backtest::Preset::Plain), {raw});

  EXPECT_LT(crashed.final_equity.as_double(), 0.3 * run_->final_equity.as_double());
}

}  // namespace
}  // namespace tw
