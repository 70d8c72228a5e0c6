#include <algorithm>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <set>

#include "allocations.hpp"
#include "core/splitmix.hpp"
#include "indicators/column.hpp"
#include "market/bar_table.hpp"
#include "subjects.hpp"

namespace tw::indicators {
namespace {

constexpr std::size_t kBars = 300;
constexpr std::size_t kLongestWindow = 30;  // Of the subjects that a NaN passes through.

/// Returns a random walk in cents with flat stretches, gaps and bars without range.
BarTable walk(std::uint64_t seed) {
  SplitMix draws{seed};
  BarTable table;
  const auto below = [&](std::uint64_t bound) {
    return static_cast<std::int64_t>(draws.next() % bound);
  };
  std::int64_t cents = 10'000;
  for (std::size_t i = 0; i < kBars; ++i) {
    const bool is_flat = i % 50 > 40;
    if (!is_flat) cents = std::max<std::int64_t>(100, cents + below(401) - 200);
    const std::int64_t reach = is_flat ? 0 : below(150);
    Bar bar;
    bar.close = Price::from_raw(cents * 1'000'000);
    bar.high = Price::from_raw((cents + reach) * 1'000'000);
    bar.low = Price::from_raw((cents - (is_flat ? 0 : below(90))) * 1'000'000);
    bar.open = bar.low;
    bar.volume = Volume::whole(below(100'000));
    table.push(bar);
  }
  return table;
}

std::vector<Candle> candles_of(const BarTable& table) {
  std::vector<Candle> candles;
  const BarSeries series = table.view({});
  candles.reserve(series.size());
  for (std::size_t i = 0; i < series.size(); ++i) candles.push_back(Candle::of(series.at(i)));
  return candles;
}

std::vector<std::optional<Outputs>> answers(Probe& probe, const std::vector<Candle>& candles) {
  std::vector<std::optional<Outputs>> all;
  all.reserve(candles.size());
  for (const Candle& candle : candles) all.push_back(probe.update(candle));
  return all;
}

class IndicatorContract : public testing::TestWithParam<Subject> {
 protected:
  Probe probe_ = GetParam().make();
  std::vector<Candle> candles_ = candles_of(walk(11));
};

TEST_P(IndicatorContract, IsReadyFromItsWarmUpOnAndNotBefore) {
  const auto all = answers(probe_, candles_);

  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(all[i].has_value(), i >= static_cast<std::size_t>(probe_.warmup)) << "bar " << i;
  }
}

TEST_P(IndicatorContract, IsFiniteForFiniteBars) {
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    Probe probe = GetParam().make();
    for (const auto& value : answers(probe, candles_of(walk(seed)))) {
      if (!value) continue;
      for (const double output : *value) ASSERT_TRUE(std::isfinite(output)) << "seed " << seed;
    }
  }
}

TEST_P(IndicatorContract, IsTheSameAfterAReset) {
  const auto first = answers(probe_, candles_);
  probe_.reset();
  const auto second = answers(probe_, candles_);

  EXPECT_EQ(first, second);
}

TEST_P(IndicatorContract, ForgetsHalfAWarmUpInAReset) {
  const auto fresh = answers(probe_, candles_);
  probe_.reset();
  for (int i = 0; i <= probe_.warmup / 2; ++i) probe_.update(candles_.back());
  probe_.reset();

  EXPECT_EQ(answers(probe_, candles_), fresh);
}

TEST_P(IndicatorContract, StreamingEqualsBatchToTheLastBit) {
  const BarTable table = walk(11);
  const auto all = answers(probe_, candles_);

  for (std::size_t output = 0; output < GetParam().columns.size(); ++output) {
    const std::string& name = GetParam().columns[output];
    if (name.empty()) continue;
    const auto spec = parse_column(name);
    ASSERT_TRUE(spec) << spec.error().message;
    const std::vector<double> column = compute_column(*spec, table.view({}));
    ASSERT_EQ(column.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      ASSERT_EQ(std::isnan(column[i]), !all[i].has_value()) << name << " at bar " << i;
      if (!all[i]) continue;
      ASSERT_EQ(column[i], (*all[i])[output]) << name << " at bar " << i;
    }
  }
}

TEST_P(IndicatorContract, ALaterBarNeverChangesAnEarlierAnswer) {
  const auto all = answers(probe_, candles_);

  Probe shorter = GetParam().make();
  const std::vector<Candle> half{candles_.begin(), candles_.begin() + kBars / 2};
  const auto some = answers(shorter, half);

  EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
}

TEST_P(IndicatorContract, SettlesOnOneAnswerWhenTheMarketStands) {
  const Candle same{.high = 12.5, .low = 12.5, .close = 12.5, .volume = 100.0};
  std::optional<Outputs> at_warmup;
  for (int i = 0; i <= probe_.warmup; ++i) at_warmup = probe_.update(same);
  ASSERT_TRUE(at_warmup);

  for (int i = 0; i < 500; ++i) {
    const auto value = probe_.update(same);
    ASSERT_TRUE(value);
    for (std::size_t k = 0; k < kOutputsMax; ++k) {
      ASSERT_NEAR((*value)[k], (*at_warmup)[k], 1e-9) << "output " << k;
    }
  }
}

TEST_P(IndicatorContract, AllocatesNothingAfterConstruction) {
  const long before = allocations();

  for (const Candle& candle : candles_) probe_.update(candle);
  probe_.reset();
  for (const Candle& candle : candles_) probe_.update(candle);

  EXPECT_EQ(allocations(), before);
}

class IndicatorNan : public testing::TestWithParam<Subject> {};

TEST_P(IndicatorNan, ShowsInTheAnswerAndIsGoneAfterAReset) {
  const std::vector<Candle> candles = candles_of(walk(11));
  Probe probe = GetParam().make();
  const auto fresh = answers(probe, candles);
  probe.reset();
  for (std::size_t i = 0; i < 100; ++i) probe.update(candles[i]);

  Candle broken = candles[100];
  broken.high = broken.low = broken.close = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan((*probe.update(broken))[0]));
  for (std::size_t i = 101; i < kBars; ++i) {
    const bool is_nan = std::isnan((*probe.update(candles[i]))[0]);
    if (GetParam().nan == Nan::Stays || i > 100 + kLongestWindow) {
      ASSERT_EQ(is_nan, GetParam().nan == Nan::Stays) << "bar " << i;
    }
  }

  probe.reset();
  EXPECT_EQ(answers(probe, candles), fresh);
}

std::vector<Subject> subjects_that_say_what_nan_does() {
  std::vector<Subject> some;
  std::ranges::copy_if(subjects(), std::back_inserter(some),
                       [](const Subject& subject) { return subject.nan != Nan::Unspecified; });
  return some;
}

std::string name_of(const testing::TestParamInfo<Subject>& subject) { return subject.param.name; }

INSTANTIATE_TEST_SUITE_P(All, IndicatorContract, testing::ValuesIn(subjects()), name_of);
INSTANTIATE_TEST_SUITE_P(All, IndicatorNan, testing::ValuesIn(subjects_that_say_what_nan_does()),
                         name_of);

TEST(IndicatorContracts, CoverEveryKindOfColumnInTheCatalogue) {
  std::set<std::string_view> covered{"OBV_SLOPE"};  // A column made of two indicators.
  for (const Subject& subject : subjects()) {
    for (const std::string& column : subject.columns) {
      if (!column.empty()) covered.insert(parse_column(column)->kind->name);
    }
  }

  for (const ColumnKind& kind : catalogue()) EXPECT_TRUE(covered.contains(kind.name)) << kind.name;
}

/// Returns the row of docs/indicators.md that this kind of column should have.
std::string manual_row(const ColumnKind& kind) {
  std::string parameters;
  for (const ColumnParameter& parameter : kind.parameters) {
    if (!parameters.empty()) parameters += ", ";
    parameters += "`" + std::string{parameter.name} + "` " +
                  std::to_string(static_cast<int>(parameter.min)) + " to " +
                  std::to_string(static_cast<int>(parameter.max));
  }
  if (parameters.empty()) parameters = "none";
  std::string row = "| `" + pattern_of(kind) + "` | " + parameters;
  for (const std::string_view cell : {kind.first, kind.doc, kind.source}) {
    row += " | " + std::string{cell};
  }
  return row + " |";
}

TEST(IndicatorManual, HasTheRowOfEveryColumnWordForWord) {
  std::ifstream manual{"docs/indicators.md"};
  std::vector<std::string> rows;
  for (std::string line; std::getline(manual, line);) {
    if (line.starts_with("| `")) rows.push_back(line);
  }

  ASSERT_EQ(rows.size(), catalogue().size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i], manual_row(catalogue()[i]));
}

}  // namespace
}  // namespace tw::indicators
