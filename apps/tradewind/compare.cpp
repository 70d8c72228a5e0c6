#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/run_comparison.hpp"
#include "backtest_data.hpp"
#include "backtest_flags.hpp"
#include "backtest_job.hpp"
#include "command_line.hpp"
#include "core/code_version.hpp"
#include "core/digest.hpp"
#include "formats/run_json.hpp"
#include "lab/kept_work.hpp"
#include "long_work.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report/backtest_json.hpp"
#include "report/comparison_report.hpp"
#include "report/spec_json.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kCompareFooter =
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
  std::string resume;
  bool yes = false;
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

/// A spec that is run before it is compared.
struct Spec {
  std::string file;
  formats::BacktestRequest request;
};

bool is_spec(const std::string& file) { return file.ends_with(".toml"); }

/// Returns every spec among the files, so that a mistake in the last one is told before the first
/// one runs.
std::vector<Spec> specs_of(const std::vector<std::string>& files) {
  std::vector<Spec> specs;
  for (const std::string& file : files) {
    if (!is_spec(file)) continue;
    BacktestFlags flags;
    flags.spec_file = file;
    specs.push_back({.file = file, .request = request_of(flags)});
  }
  return specs;
}

std::string digest_of(std::string_view text) {
  Digest digest;
  digest.update(text);
  return digest.hex();
}

/// Runs specs and returns what `backtest --json` would have written of each. What is kept of one is
/// the key of its run and that text.
class SpecRuns {
 public:
  SpecRuns(const CompareFlags& flags, const std::vector<Spec>& specs)
      : flags_{flags}, kept_{flags.resume, key_of(specs), [this](std::string_view piece) {
                               known_.emplace_back(piece);
                             }} {}

  std::string json_of(const Spec& spec) {
    const BacktestData data = load_backtest_data(spec.request, flags_.home);
    const std::string key = digest_of(key_of_run(spec_of_run(spec.request, data), data));
    const std::size_t place = place_++;
    if (place < known_.size()) return known_text(place, key);
    std::string text = report::backtest_json(run(spec, data).report);
    kept_.add(key + text);
    return text;
  }

 private:
  static std::string key_of(const std::vector<Spec>& specs) {
    Digest key;
    key.update(std::string_view{"compare"});
    for (const Spec& spec : specs) key.update(report::spec_json(spec.request.spec));
    key.update(code_version());
    return key.hex();
  }
  std::string known_text(std::size_t place, const std::string& key) const {
    const std::string& piece = known_[place];
    if (piece.starts_with(key)) return piece.substr(key.size());
    throw std::runtime_error{"cannot resume from '" + flags_.resume +
                             "': the data have changed since; remove it to start again"};
  }
  BacktestJob run(const Spec& spec, const BacktestData& data) const {
    agree_on_runs(1, spec_of_run(spec.request, data), data.feeds, 1,
                  {.yes = flags_.yes,
                   .quiet = flags_.quiet,
                   .remedy = "shorten the range of '" + spec.file + "'"});
    Progress progress{std::filesystem::path{spec.file}.filename().string(),
                      backtest::bars_of(data.feeds), flags_.quiet};
    return run_backtest_job(spec.request, data, [&](std::uint64_t done) { progress.update(done); });
  }

  const CompareFlags& flags_;
  std::vector<std::string> known_;  ///< Of an earlier run; before `kept_`, which fills it.
  lab::KeptWork kept_;
  std::size_t place_ = 0;
};

formats::RunJson run_of(const std::string& file, std::string_view text, std::string name) {
  auto read = formats::read_run(text, std::move(name));
  if (!read) {
    throw Failure{ExitCode::BadData, "the run '" + file + "' " + read.error() +
                                         "; give it what 'tradewind backtest --json FILE' wrote"};
  }
  return std::move(*read);
}

/// Returns the run of each file: those that are done first, so that a mistake in one is told before
/// a spec runs.
std::vector<formats::RunJson> runs_of(const CompareFlags& flags) {
  const std::vector<std::string> names = names_of(flags.files);
  const std::vector<Spec> specs = specs_of(flags.files);
  if (specs.empty() && !flags.resume.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "--resume keeps runs of specs, and none is named; leave it out"};
  }
  std::vector<formats::RunJson> runs(flags.files.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string& file = flags.files[i];
    if (!is_spec(file)) runs[i] = run_of(file, text_of(file), names[i]);
  }
  LongWork work{{.verb = "compare",
                 .pieces = "specs",
                 .total = specs.size(),
                 .resume = flags.resume,
                 .is_quiet = flags.quiet}};
  const bool is_complete =
      work.run([&](const std::stop_token& stop, const LongWork::OnDone& on_done) {
        SpecRuns made{flags, specs};
        std::size_t next = 0;
        for (std::size_t i = 0; i < runs.size() && !stop.stop_requested(); ++i) {
          const std::string& file = flags.files[i];
          if (!is_spec(file)) continue;
          runs[i] = run_of(file, made.json_of(specs[next++]), names[i]);
          on_done(next);
        }
        return next == specs.size();
      });
  if (!is_complete) work.stopped();
  return runs;
}

/// Refuses runs whose money cannot be laid side by side.
void check_currencies(const CompareFlags& flags, const std::vector<formats::RunJson>& runs) {
  for (std::size_t i = 1; i < runs.size(); ++i) {
    if (runs[i].currency == runs[0].currency) continue;
    const auto text = [&](std::size_t run) {
      return "'" + flags.files[run] + "' is in " +
             (runs[run].currency.empty() ? "no currency that it names" : runs[run].currency);
    };
    throw Failure{ExitCode::BadData,
                  text(0) + " and " + text(i) + "; compare runs of one currency"};
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
  const std::initializer_list<Target> targets{{"--json", flags.json}, {"--report", flags.report}};
  check_targets(targets, flags.files);
  check_apart(flags.resume, targets);
  std::vector<formats::RunJson> read = runs_of(flags);
  check_currencies(flags, read);
  std::vector<backtest::ComparedRun> runs;
  runs.reserve(read.size());
  for (formats::RunJson& one : read) runs.push_back(std::move(one.run));
  const backtest::RunComparison comparison = backtest::compare_runs(std::move(runs));
  const bool is_json_on_stdout = flags.json == "-";
  if (!flags.report.empty()) write_text(flags.report, report::comparison_page(comparison));
  if (!flags.json.empty()) write_text(flags.json, report::comparison_json(comparison));
  lab::forget_kept_work(flags.resume);
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
  verb.flag("--quiet", flags->quiet, "No progress and no table");
  add_long_work_options(verb, flags->resume, flags->yes);
  verb.footer(kCompareFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
