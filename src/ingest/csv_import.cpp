#include "ingest/csv_import.hpp"

#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "store/file.hpp"

namespace tw::ingest {
namespace {

/// Returns `text` as one CSV field.
std::string csv_field(std::string_view text) {
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + '"';
}

std::string one_line(std::string text) {
  for (char& c : text) c = c == '\n' || c == '\r' ? ' ' : c;
  return text;
}

std::string sidecar_path(const std::string& home, const store::BarKey& key) {
  return home + "/quarantine/" + store::file_name_of(key.symbol) + "." + to_string(key.timeframe) +
         "." + store::file_name_of(key.source) + ".csv";
}

/// Writes or removes the sidecar; returns its path, or nothing when no row was set aside.
std::expected<std::string, LoadError> write_sidecar(const LoadedBars& bars, const std::string& file,
                                                    const std::string& path) {
  if (bars.quarantine.size() == 0) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return std::string{};
  }
  const auto made = store::make_folders(std::filesystem::path{path}.parent_path().string());
  if (!made) return std::unexpected{LoadError{made.error().message, true}};
  const std::string text = quarantine_csv(bars, file);
  const auto written = store::write_atomically(path, std::array<std::string_view, 1>{text});
  if (!written) return std::unexpected{LoadError{written.error().message, true}};
  return path;
}

}  // namespace

std::string quarantine_csv(const LoadedBars& bars, const std::string& file) {
  std::string text = "# rows set aside from " + one_line(file) + "\n# " +
                     std::to_string(bars.quarantine.size()) + " of " +
                     std::to_string(bars.rows_read()) + ": " + bars.quarantine.summary() +
                     "\nline,reason,column,text\n";
  for (const SetAsideRow& row : bars.quarantine.rows) {
    text += std::to_string(row.line) + ',' + std::string{name(row.fault)} + ',' +
            csv_field(row.column) + ',' + csv_field(row.text) + '\n';
  }
  return text;
}

std::expected<ImportedFile, LoadError> import_csv(const std::string& path,
                                                  const LoadOptions& options,
                                                  const std::string& home, PriceBasis basis) {
  auto bars = load_bars(path, options);
  if (!bars) return std::unexpected{bars.error()};
  const store::BarKey key{bars->symbol, bars->table.timeframe, bars->source};
  store::BarStore store{home};
  // Bars first: a sidecar must not speak of an import that did not happen.
  store::Provenance said;
  said.basis = basis;
  const auto merge = store.put(key, bars->calendar, bars->table.view({}), said);
  if (!merge) {
    const bool could_not_keep = merge.error().kind == store::StoreError::Kind::Failed;
    return std::unexpected{LoadError{"'" + path + "': " + merge.error().message, could_not_keep}};
  }
  const auto sidecar = write_sidecar(*bars, path, sidecar_path(home, key));
  if (!sidecar) return std::unexpected{sidecar.error()};
  return ImportedFile{.file = path,
                      .bars = std::move(*bars),
                      .merge = *merge,
                      .stored_at = store.path_of(key),
                      .quarantined_at = *sidecar};
}

}  // namespace tw::ingest
