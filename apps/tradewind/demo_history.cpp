#include "demo_history.hpp"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "verb.hpp"

namespace tw::app {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/// Returns the node_modules with all histories that is nearest above `start`.
std::optional<fs::path> modules_above(fs::path start) {
  while (true) {
    fs::path modules = start / "node_modules";
    bool has_all = true;
    for (const DemoHistory& history : kDemoHistories) {
      has_all = has_all && is_file(modules / history.package / history.file);
    }
    if (has_all) return modules;
    if (start == start.parent_path()) return std::nullopt;
    start = start.parent_path();
  }
}

/// A checkout that was just built is found from its executable, wherever the user stands.
std::optional<fs::path> find_modules() {
  std::error_code failed;
  const fs::path here = fs::current_path(failed);
  if (!failed) {
    if (auto modules = modules_above(here)) return modules;
  }
  const fs::path executable = fs::read_symlink("/proc/self/exe", failed);
  if (failed) return std::nullopt;
  return modules_above(executable.parent_path());
}

fs::path file_of(const DemoHistory& history, const std::string& folder) {
  if (!folder.empty()) {
    fs::path packaged = fs::path{folder} / history.package / history.file;
    fs::path plain = fs::path{folder} / history.file;
    if (is_file(packaged)) return packaged;
    if (is_file(plain)) return plain;
    throw Failure{ExitCode::BadData, "--data-dir '" + folder + "' has no '" + history.file +
                                         "'; name a folder with sp500-2000.csv and aapl.csv, or "
                                         "leave it out after scripts/up has installed them"};
  }
  static const std::optional<fs::path> modules = find_modules();
  if (!modules) {
    throw Failure{ExitCode::BadData,
                  "the demo's market history is not installed: run scripts/up in the source "
                  "checkout, or name a folder with sp500-2000.csv and aapl.csv by --data-dir"};
  }
  return *modules / history.package / history.file;
}

ingest::LoadOptions options_of(const DemoHistory& history) {
  ingest::LoadOptions options{.symbol = history.symbol, .source = history.source};
  options.csv.timeframe = kDaily;
  return options;
}

}  // namespace

std::vector<ingest::ImportedFile> import_demo_histories(const std::string& folder,
                                                        const std::string& home) {
  std::vector<fs::path> files;
  for (const DemoHistory& history : kDemoHistories) files.push_back(file_of(history, folder));
  std::vector<ingest::ImportedFile> imported;
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto file = ingest::import_csv(files[i].string(), options_of(kDemoHistories[i]), home);
    if (!file) {
      throw Failure{file.error().could_not_keep ? ExitCode::Failed : ExitCode::BadData,
                    file.error().message};
    }
    imported.push_back(std::move(*file));
  }
  return imported;
}

std::vector<ingest::LoadedBars> load_demo_histories() {
  std::vector<ingest::LoadedBars> histories;
  for (const DemoHistory& history : kDemoHistories) {
    auto bars = ingest::load_bars(file_of(history, {}).string(), options_of(history));
    if (!bars) throw Failure{ExitCode::BadData, bars.error().message};
    histories.push_back(std::move(*bars));
  }
  return histories;
}

}  // namespace tw::app
