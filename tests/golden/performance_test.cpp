#include "analytics/performance.hpp"

#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

#include "analytics/drawdown.hpp"
#include "analytics/figures.hpp"
#include "analytics/monthly.hpp"
#include "analytics/sharpe.hpp"
#include "support/golden_reference.hpp"

namespace tw::golden {
namespace {

using analytics::Figure;
using Json = nlohmann::json;

/// 1e-9 relative or absolute, whichever is looser (../shared/golden/README.md section 2).
constexpr double kTolerance = 1e-9;

/// One golden file with the returns that it was made from.
struct Case {
  std::string name;
  Json golden;
  analytics::DatedValues prices;
  std::vector<double> returns;
  std::vector<double> benchmark_returns;

  std::span<const Date> return_dates() const { return std::span{prices.dates}.subspan(1); }
};

Case load(const std::string& name) {
  Case loaded{.name = name};
  std::ifstream{shared_path("golden/performance/" + name + ".json")} >> loaded.golden;
  const auto closes = [&](const std::string& file) {
    return between(read_column(named_path(file), "close"),
                   loaded.golden["first"].get<std::string>(),
                   loaded.golden["last"].get<std::string>());
  };
  loaded.prices = closes(loaded.golden["data"].get<std::string>());
  loaded.returns = analytics::simple_returns(loaded.prices.values);
  if (!loaded.golden["benchmark"].is_null()) {
    const auto joined =
        analytics::inner_join(loaded.prices, closes(loaded.golden["benchmark"].get<std::string>()));
    EXPECT_EQ(joined.dates, loaded.prices.dates);
    loaded.benchmark_returns = analytics::simple_returns(joined.right);
  }
  return loaded;
}

const std::vector<std::string> kNames{"AAPL", "GLD",           "JPM", "KO",        "QQQ",
                                      "SPY",  "SPY_2008_2009", "TLT", "TSLA_2020", "XOM"};

const std::vector<Case>& cases() {
  static const std::vector<Case> loaded = [] {
    std::vector<Case> all;
    for (const auto& name : kNames) all.push_back(load(name));
    return all;
  }();
  return loaded;
}

analytics::Performance measure(const Case& sample, double risk_free_annual) {
  const analytics::AnnualTerms terms{.risk_free_annual = risk_free_annual};
  auto performance = analytics::measure(sample.returns, sample.prices.dates, terms);
  if (!sample.benchmark_returns.empty()) {
    performance.comparison = analytics::compare(sample.returns, sample.benchmark_returns, terms);
  }
  return performance;
}

std::string text_of(const Figure::Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return std::to_string(*number);
  if (const auto* count = std::get_if<std::int64_t>(&value)) return std::to_string(*count);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* date = std::get_if<Date>(&value)) return to_string(*date);
  return "null";
}

bool equals(const Figure::Value& ours, const Json& theirs) {
  if (const auto* number = std::get_if<double>(&ours)) {
    return theirs.is_number() && agrees(*number, theirs.get<double>(), kTolerance);
  }
  if (const auto* count = std::get_if<std::int64_t>(&ours)) {
    return theirs.is_number_integer() && *count == theirs.get<std::int64_t>();
  }
  if (const auto* flag = std::get_if<bool>(&ours)) return theirs.is_boolean() && *flag == theirs;
  if (const auto* date = std::get_if<Date>(&ours)) {
    return theirs.is_string() && to_string(*date) == theirs.get<std::string>();
  }
  return theirs.is_null();
}

/// Compares every key of one `plain` block; returns how many there were.
int check_plain(const Case& sample, const char* block, double risk_free_annual) {
  std::map<std::string_view, Figure::Value> ours;
  for (const Figure& figure : analytics::figures(measure(sample, risk_free_annual))) {
    ours[figure.key] = figure.value;
  }
  int compared = 0;
  for (const auto& [key, theirs] : sample.golden[block]["plain"].items()) {
    compared += 1;
    const auto found = ours.find(key);
    if (found == ours.end()) {
      ADD_FAILURE() << sample.name << " " << block << ": no figure is called " << key;
    } else {
      EXPECT_TRUE(equals(found->second, theirs))
          << sample.name << " " << block << " " << key << ": " << text_of(found->second)
          << ", the reference has " << theirs;
    }
  }
  return compared;
}

TEST(GoldenPerformance, EqualsEveryPlainFigureOfTheReferenceWithAndWithoutRiskFreeRate) {
  int compared = 0;

  for (const Case& sample : cases()) {
    compared += check_plain(sample, "rf0", 0.0);
    compared += check_plain(sample, "rf2pct", 0.02);
  }

  // 52 figures of ten series at two rates, and 12 against a benchmark for eight of them.
  EXPECT_EQ(compared, 10 * 2 * 52 + 8 * 2 * 12);
}

TEST(GoldenPerformance, EqualsTheReferencesMonthsAndYears) {
  int compared = 0;

  for (const Case& sample : cases()) {
    for (const auto& month : analytics::monthly_returns(sample.returns, sample.return_dates())) {
      const std::string key = to_string(*Date::from_civil(month.year, month.month, 1)).substr(0, 7);
      EXPECT_TRUE(agrees(month.value, sample.golden["monthly_returns"].at(key), kTolerance))
          << sample.name << " " << key;
      compared += 1;
    }
    for (const auto& year : analytics::yearly_returns(sample.returns, sample.return_dates())) {
      const std::string key = std::to_string(year.year);
      EXPECT_TRUE(agrees(year.value, sample.golden["yearly_returns"].at(key), kTolerance))
          << sample.name << " " << key;
      compared += 1;
    }
  }

  // Eight series of 16 years, one of two years, one of one.
  EXPECT_EQ(compared, (8 * 16 + 2 + 1) * 13);
}

TEST(GoldenPerformance, FindsTheFiveDeepestDrawdownsWhereTheReferenceDoes) {
  int compared = 0;

  for (const Case& sample : cases()) {
    const auto all = analytics::find_drawdowns(sample.prices.values);
    const auto top = analytics::deepest(all, 5);
    const Json& theirs = sample.golden["rf0"]["drawdowns_top5_ffn"];
    ASSERT_EQ(top.size(), theirs.size()) << sample.name;
    for (std::size_t i = 0; i < top.size(); ++i) {
      const std::size_t end = top[i].recovery.value_or(sample.prices.size() - 1);
      EXPECT_EQ(to_string(sample.prices.dates[top[i].first_under]),
                theirs[i]["start"].get<std::string>());
      EXPECT_EQ(to_string(sample.prices.dates[end]), theirs[i]["end"].get<std::string>())
          << sample.name;
      EXPECT_TRUE(agrees(top[i].depth, theirs[i]["drawdown"], kTolerance)) << sample.name;
      compared += 1;
    }
  }

  EXPECT_GT(compared, 40);
}

TEST(GoldenPerformance, PutsTheReferencesProbabilityOnTheSharpeRatio) {
  constexpr double kNormal95 = 1.6448536269514722;

  for (const Case& sample : cases()) {
    const Json& theirs = sample.golden["rf0"]["psr_rubenbriones"];
    const auto error = analytics::sharpe_error(sample.returns);

    ASSERT_TRUE(error) << sample.name;
    EXPECT_TRUE(agrees(error->sharpe, theirs["estimated_sr"], kTolerance)) << sample.name;
    EXPECT_TRUE(agrees(*analytics::probabilistic_sharpe(*error, 0.5 / std::sqrt(252.0)),
                       theirs["psr_vs_annual_0.5"], kTolerance))
        << sample.name;
    const Json& length = theirs["min_track_record_length_95_vs_0"];
    const auto ours = analytics::minimum_track_record(*error, 0.0, kNormal95);
    if (ours) {
      EXPECT_TRUE(agrees(*ours, length, kTolerance)) << sample.name << *ours << length;
    } else {
      EXPECT_LT(error->sharpe, 0.0) << sample.name;
    }
  }
}

}  // namespace
}  // namespace tw::golden
