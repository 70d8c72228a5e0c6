#include "ingest/fetch.hpp"

#include <algorithm>
#include <utility>

#include "ingest/series_fetch.hpp"

namespace tw::ingest {
namespace {

/// Returns the sources with those first that have the series stored, in their order otherwise.
std::vector<const HistorySource*> in_order(const std::string& home, const FetchRequest& request,
                                           const std::vector<HistorySource>& sources) {
  const store::BarStore store{home};
  const auto is_stored = [&](const HistorySource* source) {
    const auto bars = store.find({request.symbol, request.timeframe, source->facts.name});
    return bars && bars->has_value();
  };
  std::vector<const HistorySource*> order;
  order.reserve(sources.size());
  for (const HistorySource& source : sources) order.push_back(&source);
  std::ranges::stable_partition(order, is_stored);
  return order;
}

/// Several refusals as one: the worst kind that another try could not heal comes last.
FetchError joined(const std::string& symbol, const std::vector<FetchError>& errors) {
  const bool is_unknown = std::ranges::all_of(
      errors, [](const FetchError& error) { return error.kind == FetchError::Kind::Unknown; });
  if (errors.size() == 1 && !is_unknown) return errors.front();
  FetchError all{.kind = errors.front().kind,
                 .message = (is_unknown ? "no provider knows '" : "no provider gave bars of '") +
                            symbol + "':"};
  for (const FetchError& error : errors) {
    if (error.kind == FetchError::Kind::Failed) all.kind = error.kind;
    all.message += (&error == &errors.front() ? " " : "; ") + error.message;
  }
  return all;
}

}  // namespace

std::expected<FetchedSeries, FetchError> fetch_series(const std::string& home,
                                                      const FetchRequest& request,
                                                      const std::vector<HistorySource>& sources,
                                                      const FetchWatch& watch) {
  std::vector<FetchError> errors;
  for (const HistorySource* const source : in_order(home, request, sources)) {
    const vendor::VendorFacts& facts = source->facts;
    if (std::ranges::find(facts.timeframes, request.timeframe) == facts.timeframes.end()) {
      errors.push_back(
          {FetchError::Kind::Usage, vendor::no_such_interval(facts, request.timeframe).what});
      continue;
    }
    SeriesFetch fetch{home, request, *source, watch};
    auto fetched = fetch.result();
    if (fetched) {
      for (const FetchError& error : errors) {
        if (error.kind != FetchError::Kind::Usage) fetched->warnings.push_back(error.message);
      }
      return fetched;
    }
    errors.push_back(std::move(fetched.error()));
    const bool may_another = fetch.was_refused() || errors.back().kind == FetchError::Kind::NoBars;
    if (!may_another) return std::unexpected{errors.back()};
  }
  if (errors.empty()) {
    return std::unexpected{FetchError{FetchError::Kind::Usage, "there is no provider to ask"}};
  }
  return std::unexpected{joined(request.symbol, errors)};
}

}  // namespace tw::ingest
