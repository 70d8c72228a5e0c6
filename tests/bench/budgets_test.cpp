// Holds what bench/BUDGETS.md promises. The numbers are read from that file, so it cannot rot.

#include <algorithm>
#include <ctime>
#include <expected>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "heap/heap.hpp"
#include "store/audit_table.hpp"
#include "store/audit_trail.hpp"
#include "store/database.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"
#include "workloads/csv_w6.hpp"
#include "workloads/engine_w1.hpp"
#include "workloads/engine_w2.hpp"
#include "workloads/indicators_w5.hpp"
#include "workloads/journal_rate.hpp"
#include "workloads/resampling_w4.hpp"
#include "workloads/rotation.hpp"
#include "workloads/sweep_w3.hpp"
#include "workloads/vendor_json.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::workloads {
namespace {

constexpr int kPasses = 5;

/// Returns the budgets of bench/BUDGETS.md by key: rows read "| `key` | budget | ...".
std::map<std::string, double> budgets() {
  std::map<std::string, double> found;
  std::ifstream file{"bench/BUDGETS.md"};
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `")) continue;
    const std::size_t end = line.find('`', 3);
    found[line.substr(3, end - 3)] = std::stod(line.substr(line.find('|', end) + 1));
  }
  return found;
}

/// Seconds that the threads of this process have had a core: other load moves them far less than a
/// wall clock.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Work>
double cost_of(Work work) {
  const double start = cpu_seconds();
  work();
  return cpu_seconds() - start;
}

/// Returns the median of how many times as long `work` takes as `bare`, run in turns.
template <class Bare, class Work>
double ratio_of(Bare bare, Work work) {
  std::vector<double> ratios;
  for (int pass = 0; pass < kPasses; ++pass) {
    const double yardstick = cost_of(bare);
    ratios.push_back(cost_of(work) / yardstick);
  }
  std::ranges::sort(ratios);
  return ratios[kPasses / 2];
}

constexpr bool is_optimised() {
#ifdef NDEBUG
  return true;
#else
  return false;
#endif
}

TEST(Budgets, OfW1AreItsExactResultNoAllocationAndARatioToTheBareLoop) {
  const BarTable table = w1();
  const BarSeries bars = table.view({});
  W1Pass bare;
  W1EnginePass engine;

  const double ratio = ratio_of([&] { bare = bare_w1(bars); }, [&] { engine = engine_w1(bars); });

  EXPECT_EQ(engine.pass.fills, 39'051U);
  EXPECT_EQ(to_string(engine.equity), "9352171.82829");
  EXPECT_EQ(bare.fills, 39'051U);
  EXPECT_EQ(static_cast<double>(engine.allocations_steady), budgets().at("w1.allocations"));
  RecordProperty("w1_ratio", std::to_string(ratio));
  if (is_optimised()) {
    EXPECT_LE(ratio, budgets().at("w1.ratio"));
  }
}

TEST(Budgets, OfW5AreTheRatiosOfItsIndicatorsToPlainLoops) {
  const W5Input input = w5_input(1'000'000);
  W5Buffers buffers{input.close.size()};

  for (const W5Indicator& indicator : w5_indicators()) {
    std::vector<double> batch;
    std::vector<double> streaming;
    for (int pass = 0; pass < kPasses; ++pass) {
      const W5Pass once = indicator.pass(input, buffers);
      batch.push_back(once.batch / once.plain);
      streaming.push_back(once.streaming / once.plain);
      EXPECT_TRUE(once.streaming_equals_batch) << indicator.name;
      EXPECT_TRUE(once.plain_agrees) << indicator.name;
    }
    std::ranges::sort(batch);
    std::ranges::sort(streaming);
    RecordProperty(std::string{indicator.name}, std::to_string(batch[kPasses / 2]));
    if (!is_optimised()) continue;
    EXPECT_LE(batch[kPasses / 2], budgets().at("w5.ratio")) << indicator.name;
    if (indicator.has_streaming_budget) {
      EXPECT_LE(streaming[kPasses / 2], budgets().at("w5.streaming_ratio")) << indicator.name;
    }
  }
}

TEST(Budgets, OfW2AreItsExactResultAndARatioToTheBareLoop) {
  const std::vector<BarTable> tables = w2_tables();
  W1Pass bare;
  W1EnginePass engine;

  const double ratio =
      ratio_of([&] { bare = bare_w2(tables); }, [&] { engine = engine_w2(tables); });

  EXPECT_EQ(engine.pass.fills, 96'473U);
  EXPECT_EQ(to_string(engine.equity), "48803794.00505");
  EXPECT_EQ(bare.fills, 96'473U);
  RecordProperty("w2_ratio", std::to_string(ratio));
  if (is_optimised()) {
    EXPECT_LE(ratio, budgets().at("w2.ratio"));
  }
}

void expect_w3(bool with_risk, const char* key) {
  const BarTable table = w3();
  const BarSeries bars = table.view({});
  W3Pass bare;
  W3Pass sweep;

  const double ratio = ratio_of([&] { bare = bare_w3(bars, 2, with_risk); },
                                [&] { sweep = sweep_w3(bars, 2, with_risk); });

  EXPECT_EQ(sweep.trials, 10'130U);
  EXPECT_EQ(sweep.fills, 758'088U);
  EXPECT_NEAR(sweep.equity, 10'088'700'163.80, 5e-3);
  EXPECT_EQ(sweep.best_fast, 34);
  EXPECT_EQ(sweep.best_slow, 88);
  EXPECT_NEAR(sweep.best_equity, 1'006'271.35, 5e-3);
  EXPECT_EQ(sweep.best_fills, 66U);
  EXPECT_EQ(bare.fills, sweep.fills);
  if (with_risk) {
    EXPECT_NEAR(sweep.best_drawdown, -0.00880505, 5e-9);
    EXPECT_NEAR(sweep.best_sharpe, 0.15322, 5e-6);
  }
  testing::Test::RecordProperty(key, std::to_string(ratio));
  if (is_optimised()) {
    EXPECT_LE(ratio, budgets().at(key));
  }
}

TEST(Budgets, OfW3AreItsExactSumsAndARatioToTheBareLoop) { expect_w3(false, "w3.ratio"); }

TEST(Budgets, OfW3WithDrawdownAndSharpeAreExactToo) { expect_w3(true, "w3s.ratio"); }

TEST(Budgets, OfW7AreItsExactWalkAndARatioToTheBareLoop) {
  const BarTable table = w3();
  const BarSeries bars = table.view({});
  W7Pass bare;
  W7Pass walk;

  const double ratio = ratio_of([&] { bare = bare_w7(bars); }, [&] { walk = walk_w7(bars); });

  EXPECT_EQ(walk.runs, 2'010U);
  EXPECT_EQ(walk.fills, 58U);
  EXPECT_NEAR(walk.pnl, -11'608.39, 5e-3);
  EXPECT_EQ(walk.folds.front().slow, 100);
  EXPECT_EQ(walk.folds.back().fast, 5);
  RecordProperty("w7_ratio", std::to_string(ratio));
  if (is_optimised()) {
    EXPECT_LE(ratio, budgets().at("w7.ratio"));
  }
}

TEST(Budgets, OfW4AreItsExactQuantilesAndARatioToThePlainLoop) {
  const std::vector<double> returns = w4_returns();
  W4Pass bare;
  W4Pass paths;

  const double ratio =
      ratio_of([&] { bare = bare_w4(returns, 2); }, [&] { paths = resample_w4(returns, 2); });

  EXPECT_EQ(returns.front(), 0.014679152741536243);
  EXPECT_NEAR(paths.wealth_q05, 0.732852902, 5e-10);
  EXPECT_NEAR(paths.wealth_q50, 2.156630576, 5e-10);
  EXPECT_NEAR(paths.drawdown_q50, 0.398905914, 5e-10);
  EXPECT_NEAR(paths.drawdown_q95, 0.623784032, 5e-10);
  EXPECT_NEAR(bare.wealth_q05, paths.wealth_q05, 1e-12);
  EXPECT_NEAR(bare.drawdown_q95, paths.drawdown_q95, 1e-12);
  RecordProperty("w4_ratio", std::to_string(ratio));
  if (is_optimised()) {
    EXPECT_LE(ratio, budgets().at("w4.ratio"));
  }
}

TEST(Budgets, OfTheRotationAreItsExactResultAndARatioToTheBareLoop) {
  const std::vector<BarTable> tables = rotation_tables();
  RotationPass bare;
  RotationEnginePass engine;

  const double ratio =
      ratio_of([&] { bare = bare_rotation(tables); }, [&] { engine = engine_rotation(tables); });

  EXPECT_EQ(engine.pass.trips, 226'211U);
  EXPECT_EQ(engine.pass.fills, 440'693U);
  EXPECT_EQ(to_string(engine.pass.equity), "46864090.95365686");
  EXPECT_EQ(bare.trips, engine.pass.trips);
  EXPECT_EQ(bare.fills, engine.pass.fills);
  EXPECT_EQ(bare.equity, engine.pass.equity);
  RecordProperty("rotation_ratio", std::to_string(ratio));
  if (is_optimised()) {
    EXPECT_LE(ratio, budgets().at("rotation.ratio"));
  }
}

TEST(Budgets, OfTheJournalAreThatEveryRecordIsThereNoAllocationAndARatioToMemory) {
  constexpr std::uint64_t kRecords = 500'000;
  std::vector<double> ratios;
  for (int pass = 0; pass < kPasses; ++pass) {
    const double bare = bare_journal(kRecords);
    const JournalPass written = write_journal(kRecords, false);
    ratios.push_back(written.cpu_seconds / bare);
    EXPECT_EQ(written.records, kRecords);
    EXPECT_EQ(static_cast<double>(written.allocations), budgets().at("journal.allocations"));
  }
  std::ranges::sort(ratios);
  RecordProperty("journal_ratio", std::to_string(ratios[kPasses / 2]));
  if (is_optimised()) {
    EXPECT_LE(ratios[kPasses / 2], budgets().at("journal.ratio"));
  }
}

TEST(Budgets, OfW6AreItsExactSumAndARatioToTheBareScan) {
  const std::string text = [] {
    const BarTable table = w1();
    return to_csv(table.view({}));
  }();
  W6Pass bare;
  W6Pass parsed;

  const double ratio = ratio_of([&] { bare = bare_w6(text); }, [&] { parsed = parse_w6(text); });

  EXPECT_EQ(parsed.values, 5'000'000U);
  EXPECT_NEAR(parsed.sum, 5'719'893'808.933, 5e-4);
  EXPECT_NEAR(bare.sum, parsed.sum, 5e-4);
  EXPECT_EQ(parsed.quarantined, 0U);
  RecordProperty("w6_ratio", std::to_string(ratio));
  if (is_optimised()) {
    EXPECT_LE(ratio, budgets().at("w6.ratio"));
  }
}

/// The best of passes in turns, of one vendor.
struct JsonBest {
  double bare = std::numeric_limits<double>::infinity();
  double parsed = std::numeric_limits<double>::infinity();
  std::uint64_t allocations = std::numeric_limits<std::uint64_t>::max();
};

class VendorJson : public testing::TestWithParam<std::size_t> {};

TEST_P(VendorJson, IsReadToExactBarsAtARatioToTheLibrarysOwnWalk) {
  constexpr std::uint64_t kBars = 100'000;
  const JsonVendor& vendor = json_vendors()[GetParam()];
  const BarTable bars = minutes_in_new_york(kBars);
  const Pages pages = vendor.pages(bars);
  JsonBest best;
  for (int pass = 0; pass < kPasses; ++pass) {
    const JsonPass bare = bare_json(vendor, pages);
    const JsonPass parsed = parse_json(vendor, pages, bars);
    best.bare = std::min(best.bare, bare.cpu_seconds);
    best.parsed = std::min(best.parsed, parsed.cpu_seconds);

    EXPECT_EQ(parsed.bars, kBars);
    EXPECT_EQ(bare.bars + parsed.nulls, kBars);
    EXPECT_NEAR(bare.sum, parsed.sum, 0.5) << "what floats put behind prices";
    EXPECT_TRUE(parsed.is_as_sent || !vendor.is_exact);
    best.allocations = std::min(best.allocations, parsed.allocations);
  }
  // The first pass may load a zone for all that come.
  EXPECT_LE(static_cast<double>(best.allocations),
            budgets().at("json.allocations") * static_cast<double>(pages.size()));
  const double ratio = best.parsed / best.bare;
  RecordProperty("json_ratio", std::to_string(ratio));
  if (is_optimised()) {
    EXPECT_LE(ratio, budgets().at("json.ratio"));
  }
}

INSTANTIATE_TEST_SUITE_P(Budgets, VendorJson, testing::Range<std::size_t>(0, json_vendors().size()),
                         [](const auto& param) {
                           return std::string{json_vendors()[param.param].name};
                         });

TEST(Budgets, OfW1sMemoryAreHeldByTheVerb) {
  const auto finished = support::run_process({TW_APP, "bench", "w1", "--json", "-"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;

  const auto answer = nlohmann::json::parse(finished.out);

  EXPECT_LT(answer.at("peak_rss_bytes").get<double>(), budgets().at("w1.memory_mb") * 1e6);
  EXPECT_EQ(answer.at("fills").get<int>(), 39'051);
}

TEST(Budgets, OfW4sMemoryAreHeldByTheVerb) {
  const auto finished = support::run_process({TW_APP, "bench", "w4", "--json", "-"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;

  const auto answer = nlohmann::json::parse(finished.out);

  EXPECT_LT(answer.at("peak_rss_bytes").get<double>(), budgets().at("w4.memory_mb") * 1e6);
}

TEST(Budgets, OfW3sMemoryAreHeldByTheVerb) {
  const auto finished = support::run_process({TW_APP, "bench", "w3s", "--json", "-"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;

  const auto answer = nlohmann::json::parse(finished.out);

  EXPECT_LT(answer.at("peak_rss_bytes").get<double>(), budgets().at("w3.memory_mb") * 1e6);
}

/// Fills a trail with `batches` of 50,000 records.
void fill_trail(store::AuditTrail& trail, int batches) {
  constexpr int kInBatch = 50'000;
  std::vector<formats::AuditEntry> batch;
  batch.reserve(kInBatch);
  for (int i = 0; i < kInBatch; ++i) {
    batch.push_back({.at = Timestamp::from_seconds(1'700'000'000 + i),
                     .kind = formats::AuditKind::OrderIntent,
                     .action = "submit",
                     .actor = "strategy:sma_cross",
                     .subject = "order:1-" + std::to_string(i),
                     .correlation = "paper-20261126T165622.263976976Z/" + std::to_string(i),
                     .detail = "2022-07-25T20:00:00Z submit 1-22 buy SPX market 26 gtc tag up"});
  }
  for (int i = 0; i < batches; ++i) ASSERT_TRUE(trail.append(batch));
}

TEST(Budgets, OfTheAuditTrailAreAMillionRecordsVerifiedInSeconds) {
  const support::TempFolder folder;
  store::AuditTrail trail{folder.path()};
  fill_trail(trail, 20);
  std::expected<formats::ChainVerdict, store::FileError> verdict;

  const double seconds = cost_of([&] { verdict = trail.verify(); });

  ASSERT_TRUE(verdict && verdict->is_intact());
  EXPECT_EQ(verdict->records, 1'000'000U);
  RecordProperty("audit_seconds", std::to_string(seconds));
  if (is_optimised()) {
    EXPECT_LE(seconds, budgets().at("audit.seconds"));
  }
}

TEST(Budgets, OfTheAuditTrailsCopyAreItsRowsHeldAgainstTheFileInSeconds) {
  constexpr double kPart =
      10.0;  // To fill a table of a million rows takes longer than to check it.
  const support::TempFolder folder;
  store::AuditTrail trail{folder.path()};
  fill_trail(trail, 2);
  const sql::Address address = sql::Address::sqlite(folder / "books.db");
  const auto db = store::open_database(address);
  ASSERT_TRUE(db && store::copy_audit(trail, **db, address, Timestamp::from_seconds(1)));
  std::expected<store::AuditComparison, sql::Error> compared;

  const double seconds = kPart * cost_of([&] { compared = compare_audit(trail, **db, address); });

  ASSERT_TRUE(compared && compared->is_same());
  EXPECT_EQ(compared->records, 100'000U);
  RecordProperty("audit_copy_seconds", std::to_string(seconds));
  if (is_optimised()) {
    EXPECT_LE(seconds, budgets().at("audit.copy_seconds"));
  }
}

TEST(Heap, CountsABlockOnceHoweverLargeItIs) {
  constexpr std::size_t kHugePage = 2 << 20;
  const std::uint64_t before = heap::allocation_count();

  const std::vector<char> large(4 * kHugePage);
  const std::vector<char> small(kHugePage / 2);

  EXPECT_EQ(heap::allocation_count() - before, 2U) << large.size() << " and " << small.size();
}

TEST(Budgets, HaveANumberForEveryKeyThatIsHeld) {
  for (const char* key :
       {"w1.ratio",      "w1.allocations",     "w1.memory_mb",  "w2.ratio",
        "w3.ratio",      "w3.memory_mb",       "w3s.ratio",     "w7.ratio",
        "w4.ratio",      "w4.memory_mb",       "w5.ratio",      "w5.streaming_ratio",
        "w6.ratio",      "rotation.ratio",     "journal.ratio", "journal.allocations",
        "audit.seconds", "audit.copy_seconds", "json.ratio",    "json.allocations"}) {
    EXPECT_TRUE(budgets().contains(key)) << key;
  }
}

}  // namespace
}  // namespace tw::workloads
