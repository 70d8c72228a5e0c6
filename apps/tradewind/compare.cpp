#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "backtest/run_comparison.hpp"
#include "backtest_data.hpp"
#include "backtest_flags.hpp"
#include "backtest_job.hpp"
#include "command_line.hpp"
#include "formats/run_json.hpp"
#include "output.hpp"
#include "report/comparison_report.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kFooter =
    "Shows runs side by side: figures, trades that only one has, correlation of returns. A .toml\n"
    "file is a spec and is run first. docs/compare.md\n"
    "\n"
    "Examples:\n"
    "  tradewind compare before.json after.json\n"
    "  tradewind compare sma.toml momentum.toml --report side_by_side.html\n"
    "  tradewind compare a.json b.json c.json --json -\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage or spec, 3 bad data.\n";

constexpr std::size_t kRunsMax = 6;
constexpr std::size_t kBytesMax = std::size_t{512} << 20;

struct CompareFlags {
  std::vector<std::string> files;
  std::string home;
  std::string json;
  std::string report;
  bool quiet = false;
};

std::string text_of(const std::string& name) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(name.c_str(), "rb"),
                                                             &std::fclose};
  std::string text;
  std::string block(1 << 16, '\0');
  while (file && text.size() <= kBytesMax) {
    const std::size_t size = std::fread(block.data(), 1, block.size(), file.get());
    if (size == 0) break;
    text.append(block, 0, size);
  }
  if (!file || std::ferror(file.get()) != 0) {
    throw Failure{ExitCode::BadData, "cannot read the run '" + name + "': " + std::strerror(errno) +
                                         "; name a file that 'tradewind backtest --json' wrote"};
  }
  if (text.size() > kBytesMax) {
    throw Failure{ExitCode::BadData, "'" + name + "' is larger than 512 MB; compare shorter runs"};
  }
  return text;
}

/// Returns what a table calls each file: its name without folder and ending, or all of it where two
/// would be called the same.
std::vector<std::string> names_of(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const std::string& file : files)
    names.push_back(std::filesystem::path{file}.stem().string());
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = i + 1; j < names.size(); ++j) {
      if (names[i] == names[j]) return files;
    }
  }
  return names;
}

backtest::ComparedRun run_of(const std::string& file, std::string name, const std::string& home) {
  if (file.ends_with(".toml")) {
    BacktestFlags flags;
    flags.spec_file = file;
    const formats::BacktestRequest request = request_of(flags);
    const BacktestData data = load_backtest_data(request, home);
    return backtest::compared(std::move(name), run_backtest_job(request, data).report);
  }
  auto read = formats::read_run(text_of(file), std::move(name));
  if (!read) {
    throw Failure{ExitCode::BadData, "the run '" + file + "' " + read.error() +
                                         "; give it what 'tradewind backtest --json FILE' wrote"};
  }
  return std::move(read->run);
}

void check_target(const char* flag, const std::string& target, const CompareFlags& flags) {
  for (const std::string& file : flags.files) {
    if (file != target) continue;
    throw Failure{ExitCode::BadUsage, std::string{flag} + " would write over '" + target +
                                          "'; give it a file of its own"};
  }
}

void run_verb(const CompareFlags& flags) {
  if (flags.files.size() < 2 || flags.files.size() > kRunsMax) {
    throw Failure{ExitCode::BadUsage, "compare takes 2 to " + std::to_string(kRunsMax) +
                                          " runs and was given " +
                                          std::to_string(flags.files.size()) +
                                          "; name files that 'tradewind backtest --json' wrote, "
                                          "or specs"};
  }
  check_target("--json", flags.json, flags);
  check_target("--report", flags.report, flags);
  check_writable(flags.json);
  check_writable(flags.report);
  const std::vector<std::string> names = names_of(flags.files);
  std::vector<backtest::ComparedRun> runs;
  runs.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    runs.push_back(run_of(flags.files[i], names[i], flags.home));
  }
  const backtest::RunComparison comparison = backtest::compare_runs(std::move(runs));
  const bool is_json_on_stdout = flags.json == "-";
  if (!flags.report.empty()) write_text(flags.report, report::comparison_page(comparison));
  if (!flags.json.empty()) write_text(flags.json, report::comparison_json(comparison));
  if (flags.quiet) return;
  print(report::comparison_table(comparison, terminal_options(is_json_on_stdout)),
        is_json_on_stdout);
}

}  // namespace

void add_compare(Verb root) {
  const Verb verb = root.verb("compare", "Show runs side by side.");
  auto flags = std::make_shared<CompareFlags>();
  verb.option("runs", flags->files,
              "Stored runs (JSON) or specs (TOML); the first is the one "
              "that others are held against")
      .type_name("A.json B.json ...");
  verb.option("--home", flags->home, "Where the store is, for specs").type_name("DIR");
  verb.option("--json", flags->json, "Write the comparison as JSON there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|-]");
  verb.option("--report", flags->report, "Write the comparison as HTML there")
      .type_name("FILE.html");
  verb.flag("--quiet", flags->quiet, "No table");
  verb.footer(kFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
