#include <string>
#include <utility>
#include <vector>

#include "analytics/correlation_matrix.hpp"
#include "analytics/symmetric_eigen.hpp"
#include "metrics_together.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using sizing::SymmetricMatrix;

void write_matrix(report::JsonWriter& json, std::string_view name, const SymmetricMatrix& matrix) {
  json.key(name).begin_array().compact(true);
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    json.begin_array();
    for (std::size_t j = 0; j < matrix.size(); ++j) json.value(matrix(i, j));
    json.end_array();
  }
  json.compact(false).end_array();
}

/// Everything about how some return series move together.
struct Correlations {
  Together source;
  std::size_t rows = 0;
  SymmetricMatrix pearson;
  SymmetricMatrix spearman;
  SymmetricMatrix kendall;
  SymmetricMatrix covariance;
  SymmetricMatrix exponential;
  analytics::ShrunkCovariance shrunk;
};

Correlations correlate(const MetricsOptions& options) {
  constexpr std::size_t kSessionsMin = 3;
  Together source = read_together(options, options.correlate, kSessionsMin);
  std::vector<std::vector<double>> returns;
  returns.reserve(source.closes.size());
  for (const auto& closes : source.closes) returns.push_back(analytics::simple_returns(closes));
  return {.source = std::move(source),
          .rows = returns.front().size(),
          .pearson = analytics::pearson_matrix(returns),
          .spearman = analytics::spearman_matrix(returns),
          .kendall = analytics::kendall_matrix(returns),
          .covariance = sizing::covariance_of(returns),
          .exponential = analytics::ewm_covariance(returns, options.half_life),
          .shrunk = analytics::ledoit_wolf(returns)};
}

std::string json_text(const MetricsOptions& options, const Correlations& found) {
  report::JsonWriter json;
  json.begin_object();
  write_numbers(json, "symbols", found.source.symbols);
  json.member("first", to_string(found.source.dates[1]));
  json.member("last", to_string(found.source.dates.back()));
  json.member("rows", found.rows);
  write_matrix(json, "pearson", found.pearson);
  write_matrix(json, "spearman", found.spearman);
  write_matrix(json, "kendall", found.kendall);
  write_matrix(json, "covariance", found.covariance);
  write_matrix(json, "ledoit_wolf_cov", found.shrunk.covariance);
  json.member("ledoit_wolf_shrinkage", found.shrunk.shrinkage);
  json.member("ewm_half_life", options.half_life);
  write_matrix(json, "ewm_cov", found.exponential);
  write_numbers(json, "eigenvalues_of_corr", analytics::eigen(found.pearson).values);
  json.end_object();
  return json.take();
}

std::string matrix_text(std::string_view title, const Together& source,
                        const SymmetricMatrix& matrix) {
  constexpr std::size_t kNameWidth = 10;
  constexpr std::size_t kCellWidth = 9;
  const report::TerminalOptions plain{};
  std::string text = report::left(title, kNameWidth);
  for (const std::string& symbol : source.symbols) {
    text += report::right(report::harmless(symbol, plain), kCellWidth);
  }
  text += '\n';
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    text += report::left(report::harmless(source.symbols[i], plain), kNameWidth);
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      text += report::right(report::grouped(matrix(i, j), 3), kCellWidth);
    }
    text += '\n';
  }
  return text + '\n';
}

std::string table_text(const Correlations& found) {
  const Together& source = found.source;
  return std::to_string(found.rows) + " returns, " + to_string(source.dates[1]) + " to " +
         to_string(source.dates.back()) + "\n\n" + matrix_text("Pearson", source, found.pearson) +
         matrix_text("Spearman", source, found.spearman) +
         matrix_text("Kendall", source, found.kendall) +
         "Ledoit-Wolf shrinkage of the covariance " + report::percent(found.shrunk.shrinkage) +
         "; the covariances are in --json\n";
}

}  // namespace

void run_correlation(const MetricsOptions& options) {
  if (!(options.half_life > 0.0 && options.half_life <= 1e6)) {
    throw Failure{ExitCode::BadUsage,
                  "--half-life is a number of rows above 0; write 63 for about a quarter"};
  }
  const Correlations found = correlate(options);
  if (options.json != "-") print(table_text(found), false);
  if (!options.json.empty()) write_text(options.json, json_text(options, found));
}

}  // namespace tw::app
