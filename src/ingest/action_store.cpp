#include "ingest/action_store.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <tuple>

#include "ingest/load_actions.hpp"
#include "store/file.hpp"

namespace tw::ingest {
namespace {

using formats::DatedAction;

std::string table_of(const std::string& home) { return home + "/actions.csv"; }

auto key_of(const DatedAction& row) {
  const CorporateAction& action = row.action;
  return std::tuple{std::string_view{row.symbol},
                    action.ex_date,
                    action.kind,
                    action.numerator,
                    action.denominator,
                    action.amount,
                    action.symbol.view(),
                    std::string_view{row.source}};
}

/// Whether both are one source's word about the same thing.
bool is_about_the_same(const DatedAction& a, const DatedAction& b) {
  return !a.source.empty() && a.source == b.source && a.symbol == b.symbol &&
         a.action.kind == b.action.kind && a.action.ex_date == b.action.ex_date;
}

}  // namespace

std::expected<std::vector<DatedAction>, LoadError> stored_actions(const std::string& home) {
  std::error_code ignored;
  if (!std::filesystem::exists(table_of(home), ignored)) return std::vector<DatedAction>{};
  return load_actions(table_of(home), "");
}

std::expected<KeptActions, LoadError> keep_actions(const std::string& home,
                                                   std::vector<DatedAction> rows) {
  auto table = stored_actions(home);
  if (!table) return std::unexpected{table.error()};
  KeptActions kept{.stored_at = table_of(home)};
  for (DatedAction& row : rows) {
    const auto same = [&](const DatedAction& one) { return key_of(one) == key_of(row); };
    if (std::ranges::any_of(*table, same)) {
      kept.known += 1;
      continue;
    }
    const auto earlier = std::ranges::find_if(
        *table, [&](const DatedAction& one) { return is_about_the_same(one, row); });
    if (earlier != table->end()) {
      kept.changed += 1;
      *earlier = std::move(row);
      continue;
    }
    kept.added += 1;
    table->push_back(std::move(row));
  }
  if (kept.added == 0 && kept.changed == 0) return kept;
  std::ranges::stable_sort(
      *table, [](const DatedAction& a, const DatedAction& b) { return key_of(a) < key_of(b); });
  if (const auto made = store::make_folders(home); !made) {
    return std::unexpected{LoadError{made.error().message, true}};
  }
  const std::string text = formats::to_csv(*table);
  const std::array<std::string_view, 1> parts{text};
  if (const auto written = store::write_atomically(kept.stored_at, parts); !written) {
    return std::unexpected{LoadError{written.error().message, true}};
  }
  return kept;
}

std::vector<DatedAction> actions_said(const std::string& symbol, const vendor::VendorFacts& facts,
                                      const std::vector<CorporateAction>& actions, Date as_of) {
  std::vector<DatedAction> rows;
  rows.reserve(actions.size());
  for (const CorporateAction& action : actions) {
    DatedAction row{.symbol = symbol, .action = action, .source = facts.name, .as_of = as_of};
    const bool is_scaled =
        facts.has_split_adjusted_dividends && action.kind == CorporateAction::Kind::CashDividend;
    for (const CorporateAction& later : actions) {
      const bool divided =
          is_scaled && later.kind == CorporateAction::Kind::Split && later.ex_date > action.ex_date;
      if (!divided) continue;
      row.action.amount =
          scaled(row.action.amount, later.numerator, later.denominator, Rounding::HalfEven);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace tw::ingest
