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
constexpr std::size_t kBarsPerSession = 12;
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
    bar.session = Date{static_cast<std::int32_t>(i / kBarsPerSession)};
    bar.volume = Volume::whole(below(100'000));
    table.push(bar);
  }
  return table;
}

/// Returns the closes of another walk, as the market that a bar is measured against.
std::vector<double> benchmark_closes() {
  const BarTable table = walk(77);
  const BarSeries series = table.view({});
  std::vector<double> closes;
  for (const std::int64_t raw : series.close) closes.push_back(Price::from_raw(raw).as_double());
  return closes;
}

std::vector<Sample> samples_of(const BarTable& table) {
  std::vector<Sample> samples;
  const BarSeries series = table.view({});
  const std::vector<double> benchmark = benchmark_closes();
  samples.reserve(series.size());
  for (std::size_t i = 0; i < series.size(); ++i) {
    samples.push_back({.candle = Candle::of(series.at(i)),
                       .benchmark = benchmark[i],
                       .session = series.session[i],
                       .begins_session = i % kBarsPerSession == 0});
  }
  return samples;
}

std::vector<std::optional<Outputs>> answers(Probe& probe, const std::vector<Sample>& samples) {
  std::vector<std::optional<Outputs>> all;
  all.reserve(samples.size());
  for (const Sample& sample : samples) all.push_back(probe.update(sample));
  return all;
}

class IndicatorContract : public testing::TestWithParam<Subject> {
 protected:
  Probe probe_ = GetParam().make();
  std::vector<Sample> samples_ = samples_of(walk(11));
};

TEST_P(IndicatorContract, IsReadyFromItsWarmUpOnAndNotBefore) {
  const auto all = answers(probe_, samples_);

  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(all[i].has_value(), i >= static_cast<std::size_t>(probe_.warmup)) << "bar " << i;
  }
}

TEST_P(IndicatorContract, IsFiniteForFiniteBars) {
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    Probe probe = GetParam().make();
    for (const auto& value : answers(probe, samples_of(walk(seed)))) {
      if (!value) continue;
      for (const double output : *value) ASSERT_TRUE(std::isfinite(output)) << "seed " << seed;
    }
  }
}

TEST_P(IndicatorContract, IsTheSameAfterAReset) {
  const auto first = answers(probe_, samples_);
  probe_.reset();
  const auto second = answers(probe_, samples_);

  EXPECT_EQ(first, second);
}

TEST_P(IndicatorContract, ForgetsHalfAWarmUpInAReset) {
  const auto fresh = answers(probe_, samples_);
  probe_.reset();
  for (int i = 0; i <= probe_.warmup / 2; ++i) probe_.update(samples_.back());
  probe_.reset();

  EXPECT_EQ(answers(probe_, samples_), fresh);
}

TEST_P(IndicatorContract, StreamingEqualsBatchToTheLastBit) {
  const BarTable table = walk(11);
  const auto all = answers(probe_, samples_);

  for (std::size_t output = 0; output < GetParam().columns.size(); ++output) {
    const std::string& name = GetParam().columns[output];
    if (name.empty()) continue;
    const auto spec = parse_column(name);
    ASSERT_TRUE(spec) << spec.error().message;
    const std::vector<double> benchmark = benchmark_closes();
    const std::vector<double> column =
        compute_column(*spec, {.bars = table.view({}), .benchmark = benchmark});
    ASSERT_EQ(column.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      ASSERT_EQ(std::isnan(column[i]), !all[i].has_value()) << name << " at bar " << i;
      if (!all[i]) continue;
      ASSERT_EQ(column[i], (*all[i])[output]) << name << " at bar " << i;
    }
  }
}

TEST_P(IndicatorContract, ALaterBarNeverChangesAnEarlierAnswer) {
  const auto all = answers(probe_, samples_);

  Probe shorter = GetParam().make();
  const std::vector<Sample> half{samples_.begin(), samples_.begin() + kBars / 2};
  const auto some = answers(shorter, half);

  EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
}

TEST_P(IndicatorContract, SettlesOnOneAnswerWhenTheMarketStands) {
  const auto same = [](int i) {
    return Sample{
        .candle = {.open = 12.5, .high = 12.5, .low = 12.5, .close = 12.5, .volume = 100.0},
        .benchmark = 400.0,
        .session = i / int{kBarsPerSession},
        .begins_session = i % int{kBarsPerSession} == 0};
  };
  std::optional<Outputs> at_warmup;
  for (int i = 0; i <= probe_.warmup; ++i) at_warmup = probe_.update(same(i));
  ASSERT_TRUE(at_warmup);

  for (int i = probe_.warmup + 1; i < probe_.warmup + 500; ++i) {
    const auto value = probe_.update(same(i));
    ASSERT_TRUE(value);
    for (std::size_t k = 0; k < kOutputsMax; ++k) {
      ASSERT_NEAR((*value)[k], (*at_warmup)[k], 1e-9) << "output " << k;
    }
  }
}

TEST_P(IndicatorContract, AllocatesNothingAfterConstruction) {
  const long before = allocations();

  for (const Sample& sample : samples_) probe_.update(sample);
  probe_.reset();
  for (const Sample& sample : samples_) probe_.update(sample);

  EXPECT_EQ(allocations(), before);
}

class IndicatorNan : public testing::TestWithParam<Subject> {};

TEST_P(IndicatorNan, ShowsInTheAnswerAndIsGoneAfterAReset) {
  const std::vector<Sample> samples = samples_of(walk(11));
  Probe probe = GetParam().make();
  const auto fresh = answers(probe, samples);
  probe.reset();
  for (std::size_t i = 0; i < 100; ++i) probe.update(samples[i]);

  Sample broken = samples[100];
  broken.candle.high = broken.candle.low = broken.candle.close =
      std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan((*probe.update(broken))[0]));
  for (std::size_t i = 101; i < kBars; ++i) {
    const bool is_nan = std::isnan((*probe.update(samples[i]))[0]);
    if (GetParam().nan == Nan::Stays || i > 100 + kLongestWindow) {
      ASSERT_EQ(is_nan, GetParam().nan == Nan::Stays) << "bar " << i;
    }
  }

  probe.reset();
  EXPECT_EQ(answers(probe, samples), fresh);
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
  // A column made of two indicators, and one of a whole sample that has no streaming form.
  std::set<std::string_view> covered{"OBV_SLOPE", "TTR_ZIGZAG"};
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
