#include "ingest/source_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "formats/action_history.hpp"
#include "ingest/action_store.hpp"
#include "ingest/placed_history.hpp"
#include "market/adjustment.hpp"
#include "market/label_range.hpp"

namespace tw::ingest {
namespace {

// Prices are published to the cent: half of one more or less is no opinion.
constexpr double kRounding = 0.0051;

/// One source's bars, on the common scale.
struct Opinion {
  std::string source;
  store::MappedBars stored;  ///< As the source has them.
  BarTable scaled;           ///< Empty where they stand as they are.

  BarSeries original() const { return stored.series({}); }
  BarSeries common() const { return scaled.size() > 0 ? scaled.view({}) : original(); }
};

BarValues values_at(const BarSeries& bars, std::size_t i) {
  const Bar bar = bars.at(i);
  return {bar.open, bar.high, bar.low, bar.close, bar.volume};
}

bool agree(std::int64_t a, std::int64_t b, double tolerance) {
  const double one = Price::from_raw(a).as_double();
  const double other = Price::from_raw(b).as_double();
  const double difference = std::abs(one - other);
  return difference <= kRounding || difference <= tolerance * std::max(one, other);
}

bool agree(const BarSeries& a, std::size_t i, const BarSeries& b, std::size_t j, double tolerance) {
  return agree(a.open[i], b.open[j], tolerance) && agree(a.high[i], b.high[j], tolerance) &&
         agree(a.low[i], b.low[j], tolerance) && agree(a.close[i], b.close[j], tolerance);
}

/// Splits that took effect after the scale of the bars was fixed and until `until`.
std::vector<CorporateAction> splits_since(const std::vector<CorporateAction>& actions,
                                          const store::Provenance& provenance, Date until) {
  std::vector<CorporateAction> splits;
  for (const CorporateAction& action : actions) {
    if (action.kind != CorporateAction::Kind::Split || action.ex_date > until) continue;
    const bool is_in_prices = provenance.basis != PriceBasis::Raw &&
                              (!provenance.as_of || action.ex_date <= *provenance.as_of);
    if (!is_in_prices) splits.push_back(action);
  }
  return splits;
}

/// Puts the bars of `opinion` on the scale of `until`; false where that leaves their range.
bool bring_to(Opinion& opinion, const std::vector<CorporateAction>& actions, Date until) {
  const auto splits = splits_since(actions, opinion.stored.provenance(), until);
  if (splits.empty()) return true;
  const BarSeries bars = opinion.original();
  auto table = adjusted(bars, factors_of(splits, bars), Adjustment::Split);
  if (!table) return false;
  opinion.scaled = std::move(*table);
  return true;
}

/// Where one label stands in each opinion.
using Rows = std::vector<std::optional<std::size_t>>;

std::map<Timestamp, Rows> rows_by_label(const std::vector<Opinion>& opinions) {
  std::map<Timestamp, Rows> labels;
  for (std::size_t each = 0; each < opinions.size(); ++each) {
    const BarSeries bars = opinions[each].original();
    for (std::size_t i = 0; i < bars.size(); ++i) {
      Rows& rows = labels[label_of(bars, i)];
      rows.resize(opinions.size());
      rows[each] = i;
    }
  }
  return labels;
}

/// Appends the bars of one label that no majority agrees with.
void judge(const std::vector<Opinion>& opinions, const std::string& at, const Rows& rows,
           const ComparisonLimits& limits, Date today, std::vector<QuarantinedBar>& found) {
  std::size_t voices = 0;
  for (const auto& row : rows) voices += row ? 1U : 0U;
  for (std::size_t each = 0; each < opinions.size(); ++each) {
    if (!rows[each]) continue;
    std::size_t agreeing = 0;
    std::optional<std::size_t> against;
    for (std::size_t other = 0; other < opinions.size(); ++other) {
      if (!rows[other]) continue;
      const bool is_alike = agree(opinions[each].common(), *rows[each], opinions[other].common(),
                                  *rows[other], limits.tolerance);
      agreeing += is_alike ? 1U : 0U;
      if (!is_alike && !against) against = other;
    }
    if (agreeing * 2 > voices || !against) continue;
    found.push_back({.at = at,
                     .source = opinions[each].source,
                     .reason = QuarantinedBar::Reason::Disagreement,
                     .values = values_at(opinions[each].original(), *rows[each]),
                     .other_source = opinions[*against].source,
                     .other = values_at(opinions[*against].original(), *rows[*against]),
                     .found_on = today});
  }
}

/// Returns the sources that have a basis, those of total prices only where all have it.
std::expected<std::vector<Opinion>, LoadError> opinions_of(const store::BarStore& store,
                                                           const std::string& symbol,
                                                           Timeframe timeframe,
                                                           SourceComparison& comparison) {
  std::vector<Opinion> price;
  std::vector<Opinion> total;
  for (const std::string& source : store.sources_of(symbol, timeframe)) {
    if (store::is_vintage(source)) continue;
    auto bars = store.find({symbol, timeframe, source});
    if (!bars) return std::unexpected{LoadError{bars.error().message}};
    if (!*bars) continue;
    const PriceBasis basis = (*bars)->provenance().basis;
    if (basis == PriceBasis::Unknown) {
      comparison.notes.push_back("source '" + source +
                                 "' is of unknown basis and compared with none: import it with "
                                 "--basis raw, split or total");
      continue;
    }
    (basis == PriceBasis::Total ? total : price)
        .push_back({.source = source, .stored = std::move(**bars), .scaled = {}});
  }
  const bool is_total = price.size() < 2 && total.size() >= 2;
  for (const Opinion& left : is_total ? price : total) {
    comparison.notes.push_back(
        "source '" + left.source + "' is of another basis than the others (" +
        std::string{to_string(left.stored.provenance().basis)} + ") and compared with none");
  }
  comparison.basis = is_total ? PriceBasis::Total : PriceBasis::Split;
  return is_total ? std::move(total) : std::move(price);
}

}  // namespace

std::expected<SourceComparison, LoadError> compare_sources(
    const store::BarStore& store, const std::string& symbol, Timeframe timeframe,
    const std::vector<formats::DatedAction>& actions, const ComparisonLimits& limits, Date today) {
  SourceComparison comparison;
  auto found = opinions_of(store, symbol, timeframe, comparison);
  if (!found) return std::unexpected{found.error()};
  std::vector<Opinion>& opinions = *found;
  if (opinions.size() < 2) return comparison;
  const auto history = formats::action_history(actions, symbol);
  if (!history) {
    return std::unexpected{LoadError{"the actions of '" + symbol + "': " + history.error()}};
  }
  Date until{INT32_MIN};
  for (const Opinion& opinion : opinions) {
    const BarSeries bars = opinion.original();
    const Date last{bars.session[bars.size() - 1]};
    until = std::max(until, std::max(last, opinion.stored.provenance().as_of.value_or(last)));
  }
  if (comparison.basis == PriceBasis::Split) {
    for (Opinion& opinion : opinions) {
      if (bring_to(opinion, history->actions, until)) continue;
      return std::unexpected{LoadError{"the splits of '" + symbol + "' take the prices of '" +
                                       opinion.source +
                                       "' out of their range: correct the actions"}};
    }
  }
  for (const Opinion& opinion : opinions) comparison.sources.push_back(opinion.source);
  for (const auto& [label, rows] : rows_by_label(opinions)) {
    if (std::ranges::count_if(rows, [](const auto& row) { return row.has_value(); }) < 2) continue;
    comparison.labels += 1;
    judge(opinions, label_text(label, timeframe), rows, limits, today, comparison.disagreements);
  }
  return comparison;
}

std::expected<SourceComparison, LoadError> quarantine_disagreements(const std::string& home,
                                                                    const std::string& symbol,
                                                                    Timeframe timeframe,
                                                                    const ComparisonLimits& limits,
                                                                    Date today) {
  const auto actions = stored_actions(home);
  if (!actions) return std::unexpected{actions.error()};
  auto before = quarantined_bars(home, symbol, timeframe);
  if (!before) return std::unexpected{before.error()};
  auto comparison =
      compare_sources(store::BarStore{home}, symbol, timeframe, *actions, limits, today);
  if (!comparison) return comparison;
  std::vector<QuarantinedBar> kept;
  for (QuarantinedBar& bar : comparison->disagreements) {
    const auto known = std::ranges::find_if(*before, [&](const QuarantinedBar& one) {
      return one.reason == bar.reason && one.at == bar.at && one.source == bar.source &&
             one.values == bar.values && one.other == bar.other &&
             one.other_source == bar.other_source;
    });
    if (known != before->end()) bar = *known;
    kept.push_back(bar);
  }
  for (QuarantinedBar& bar : *before) {
    if (bar.reason == QuarantinedBar::Reason::Impossible) kept.push_back(std::move(bar));
  }
  if (const auto done = keep_quarantined(home, symbol, timeframe, std::move(kept)); !done) {
    return std::unexpected{done.error()};
  }
  return comparison;
}

}  // namespace tw::ingest
