#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analytics/cointegration.hpp"
#include "analytics/mean_reversion.hpp"
#include "metrics_text.hpp"
#include "metrics_together.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using analytics::Figured;

/// Whether two series belong together, and how their spread behaves.
struct PairStudy {
  Together source;
  std::vector<double> y;  ///< Log closes.
  std::vector<double> x;
  analytics::Hedge hedge;
  std::optional<analytics::UnitRootTest> plain;
  std::optional<analytics::UnitRootTest> chosen;
  std::optional<analytics::EngleGranger> two_step;
  std::optional<analytics::Johansen> system;
  std::optional<analytics::KpssTest> home;
  std::optional<analytics::Reversion> reversion;
  Figured hurst;
  std::vector<Figured> scores;
};

constexpr std::size_t kScoreWindow = 60;
constexpr std::size_t kVarianceLags[] = {2, 5, 10};

std::vector<double> logs(const std::vector<double>& closes) {
  std::vector<double> values;
  values.reserve(closes.size());
  for (const double close : closes) values.push_back(std::log(close));
  return values;
}

PairStudy study_pair(const MetricsOptions& options) {
  constexpr std::size_t kSessionsMin = 30;
  using analytics::Deterministic;
  PairStudy study;
  study.source = read_together(options, {options.pair}, kSessionsMin);
  study.y = logs(study.source.closes[0]);
  study.x = logs(study.source.closes[1]);
  auto fitted = analytics::hedge(study.y, study.x);
  if (!fitted) {
    throw Failure{ExitCode::BadData,
                  "'" + options.pair + "' has one price throughout; a hedge needs one that moves"};
  }
  study.hedge = std::move(*fitted);
  const std::vector<double>& spread = study.hedge.residuals;
  constexpr Deterministic kWithConstant = Deterministic::Constant;
  study.plain = analytics::augmented_dickey_fuller(spread, Deterministic::None, 1);
  study.chosen = analytics::augmented_dickey_fuller_aic(
      spread, kWithConstant, analytics::schwert_lags(spread.size(), kWithConstant));
  study.two_step = analytics::engle_granger(study.hedge, 1);
  study.system = analytics::johansen(study.y, study.x, 1);
  study.home = analytics::kpss(spread);
  study.reversion = analytics::reversion(spread);
  study.hurst = analytics::hurst_exponent(spread);
  study.scores = analytics::rolling_z_score(spread, kScoreWindow);
  return study;
}

/// Writes `name` as an object that `write_members` fills, or null where the test has no answer.
template <class Test, class WriteMembers>
void write_test(report::JsonWriter& json, std::string_view name, const std::optional<Test>& test,
                WriteMembers write_members) {
  json.key(name);
  if (!test) {
    json.null();
    return;
  }
  json.begin_object();
  write_members(*test);
  json.end_object();
}

void write_tests(report::JsonWriter& json, const PairStudy& study) {
  write_test(json, "adf_resid_lag1_noconst", study.plain, [&](const auto& test) {
    json.member("stat", test.statistic).member("p", test.p_value);
  });
  write_test(json, "adf_resid_autolag_aic_const", study.chosen, [&](const auto& test) {
    json.member("stat", test.statistic).member("p", test.p_value).member("lags", test.lags);
  });
  write_test(json, "engle_granger_maxlag1", study.two_step, [&](const auto& test) {
    json.member("stat", test.statistic).member("p", test.p_value);
    write_numbers(json, "crit", test.critical);
  });
  write_test(json, "johansen_det0_lag1", study.system, [&](const analytics::Johansen& test) {
    write_numbers(json, "trace", test.trace);
    json.key("trace_crit_90_95_99").begin_array().compact(true);
    for (const auto& row : analytics::Johansen::kTraceCritical) {
      json.begin_array();
      for (const double value : row) json.value(value);
      json.end_array();
    }
    json.compact(false).end_array();
    write_numbers(json, "maxeig", test.largest_eigenvalue);
    write_numbers(json, "eigenvector_first", test.vector);
  });
  write_test(json, "kpss_resid", study.home, [&](const auto& test) {
    json.member("stat", test.statistic).member("p", test.p_value).member("lags", test.lags);
  });
}

std::vector<double> steps_of(const std::vector<double>& values) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < values.size(); ++i) steps.push_back(values[i] - values[i - 1]);
  return steps;
}

void write_dependence(report::JsonWriter& json, const PairStudy& study) {
  constexpr std::size_t kLast = 5;
  constexpr std::size_t kLags = 10;
  json.member("half_life_bars", study.reversion ? study.reversion->half_life_bars : Figured{});
  json.member("ar1_slope", study.reversion ? Figured{study.reversion->slope} : Figured{});
  json.member("hurst_std_diff_lags2_99", study.hurst);
  const auto last = std::span{study.scores}.last(std::min(kLast, study.scores.size()));
  write_numbers(json, "spread_zscore_60_last5", last);
  write_numbers(json, "acf_y_returns_0_10", analytics::autocorrelations(steps_of(study.y), kLags));
  json.key("variance_ratio_y").begin_object();
  for (const std::size_t lag : kVarianceLags) {
    const auto found = analytics::variance_ratio(study.y, lag);
    json.member(std::to_string(lag), found ? Figured{found->ratio} : Figured{});
  }
  json.end_object();
  json.key("variance_ratio_z_y").begin_object();
  for (const std::size_t lag : kVarianceLags) {
    const auto found = analytics::variance_ratio(study.y, lag);
    json.member(std::to_string(lag), found ? found->z : Figured{});
  }
  json.end_object();
}

std::string json_text(const PairStudy& study) {
  report::JsonWriter json;
  json.begin_object();
  json.member("y", "ln " + study.source.symbols[0] + " close");
  json.member("x", "ln " + study.source.symbols[1] + " close");
  json.member("first", to_string(study.source.dates.front()));
  json.member("last", to_string(study.source.dates.back()));
  json.member("n", study.y.size());
  json.key("ols").begin_object();
  json.member("alpha", study.hedge.alpha).member("beta", study.hedge.beta);
  json.member("r2", study.hedge.r2);
  json.member("resid_std_ddof1", analytics::sample_deviation(study.hedge.residuals)).end_object();
  write_tests(json, study);
  write_dependence(json, study);
  json.end_object();
  return json.take();
}

template <class Test>
std::string p_of(const std::optional<Test>& test) {
  return share_text(test ? Figured{test->p_value} : Figured{});
}

/// Says in a sentence what the two tests of a common home mean together.
std::string verdict(const PairStudy& study) {
  if (analytics::sample_deviation(study.hedge.residuals) == 0.0) {
    return "The two move as one: there is no spread to trade.\n";
  }
  constexpr double kSure = 0.05;
  constexpr std::size_t kAtFivePercent = 1;
  const bool by_residual = study.two_step && study.two_step->p_value < kSure;
  const bool by_system = study.system && study.system->trace[0] >
                                             analytics::Johansen::kTraceCritical[0][kAtFivePercent];
  if (by_residual && by_system) return "The spread comes home, by both tests.\n";
  if (by_residual || by_system) {
    return "One test says that the spread comes home and the other does not: weak evidence.\n";
  }
  return "Nothing shows that the two belong together.\n";
}

std::string table_text(const PairStudy& study) {
  const report::TerminalOptions plain{};
  const std::string y = report::harmless(study.source.symbols[0], plain);
  const std::string x = report::harmless(study.source.symbols[1], plain);
  std::string text = "ln " + y + " = " + report::grouped(study.hedge.alpha, 4) + " + " +
                     report::grouped(study.hedge.beta, 4) + " ln " + x + ", " +
                     std::to_string(study.y.size()) + " sessions, " +
                     to_string(study.source.dates.front()) + " to " +
                     to_string(study.source.dates.back()) + "\n\n";
  text += metric_line("R squared", report::percent(study.hedge.r2));
  text += metric_line("Spread, standard deviation",
                      number_text(analytics::sample_deviation(study.hedge.residuals)));
  text += metric_line("Spread now, deviations from its 60-session mean",
                      number_text(study.scores.back()));
  text += metric_line("Half-life of the spread, sessions",
                      number_text(study.reversion ? study.reversion->half_life_bars : Figured{}));
  text += metric_line("Hurst exponent of the spread", number_text(study.hurst));
  text += metric_line("Engle-Granger, p of no common home", p_of(study.two_step));
  text += metric_line("ADF of the spread, lags by AIC, p", p_of(study.chosen));
  text += metric_line("KPSS of the spread, p of a home (1 % to 10 %)", p_of(study.home));
  text += metric_line("Johansen trace (5 % above 15.49)",
                      number_text(study.system ? Figured{study.system->trace[0]} : Figured{}));
  return text + '\n' + verdict(study);
}

}  // namespace

void run_pair(const MetricsOptions& options) {
  const PairStudy study = study_pair(options);
  if (options.json != "-") print(table_text(study), false);
  if (!options.json.empty()) write_text(options.json, json_text(study));
}

}  // namespace tw::app
