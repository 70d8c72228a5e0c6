#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit_note.hpp"
#include "backtest_data.hpp"
#include "backtest_job.hpp"
#include "broadcast.hpp"
#include "command_line.hpp"
#include "cut_off_session.hpp"
#include "demo_history.hpp"
#include "demo_market.hpp"
#include "formats/backtest_options.hpp"
#include "journal_path.hpp"
#include "live/journal_replay.hpp"
#include "live/paper_replay.hpp"
#include "live/session_audit.hpp"
#include "live/session_journal.hpp"
#include "live/session_writer.hpp"
#include "live_screen.hpp"
#include "live_view.hpp"
#include "output.hpp"
#include "relay_option.hpp"
#include "report/backtest_table.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/tear_sheet.hpp"
#include "retention.hpp"
#include "run_keeping.hpp"
#include "store/audit_trail.hpp"
#include "store/database.hpp"
#include "store/file.hpp"
#include "store/home.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kDemoFooter =
    "On a terminal the paper session is shown live until you press q. Without one, or with --once\n"
    "or --json, it runs at full speed. A paper session whose process died goes on with --resume\n"
    "where its journal ends: the same orders, none twice.\n"
    "\n"
    "Examples:\n"
    "  tradewind demo\n"
    "  tradewind demo --speed 20\n"
    "  tradewind demo --once --report demo.html\n"
    "  tradewind demo --json -\n"
    "  tradewind demo --resume\n"
    "  tradewind demo --resume paper-20261126T143000.123Z --once\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage, 3 the market history is missing or bad, or\n"
    "the session cannot go on.\n";

constexpr std::size_t kPaperSessions = 250;
constexpr double kSpeedMin = 0.25;
constexpr double kSpeedMax = 1024.0;
constexpr std::chrono::milliseconds kFrameTime{50};
constexpr std::chrono::seconds kStorePatience{10};

// The demo's backtest, as the flags of `tradewind backtest` say it.
constexpr std::pair<const char*, const char*> kOptions[] = {
    {"strategy", "sma_cross"},   {"parameters.fast", "10"},    {"parameters.slow", "30"},
    {"parameters.stop", "0.05"}, {"parameters.target", "0.1"}, {"cash", "100000"}};
constexpr const char* kSameAsFlags =
    "tradewind backtest --symbols SPX --strategy sma_cross --set fast=10 --set slow=30 \\\n"
    "    --set stop=0.05 --set target=0.1 --cash 100000";

struct DemoFlags {
  std::string home;
  std::string data_folder;
  std::string report;
  std::string json;
  std::string resume;  ///< The session that goes on; empty for a new one.
  double speed = 4.0;
  bool once = false;
};

/// One symbol's history, tested.
struct Tested {
  std::vector<formats::JournalOption> options;
  formats::BacktestRequest request;
  BacktestData data;
  BacktestJob job;
};

Tested test_on(const DemoHistory& history, const std::string& home) {
  std::vector<formats::Option> options{{"symbols", history.symbol, "demo"},
                                       {"source", history.source, "demo"}};
  for (const auto& [key, value] : kOptions) options.push_back({key, value, "demo"});
  auto request = formats::resolve(options);
  TW_ASSERT(request.has_value());
  BacktestData data = load_backtest_data(*request, home);
  BacktestJob job = run_backtest_job(*request, data);
  std::vector<formats::JournalOption> said;
  said.reserve(options.size());
  for (const formats::Option& option : options) said.push_back({option.key, option.value});
  return {.options = std::move(said),
          .request = std::move(*request),
          .data = std::move(data),
          .job = std::move(job)};
}

std::optional<double> metric(const backtest::BacktestReport& report, std::string_view key) {
  const auto found = std::ranges::find(report.metrics, key, &backtest::Metric::key);
  return found == report.metrics.end() ? std::nullopt : found->value;
}

/// Returns "SPX 2000-01-03 to 2020-04-17: return 69.80%, ..., 87 trades".
std::string headline(const backtest::BacktestReport& report) {
  using Kind = backtest::Metric::Kind;
  const auto text = [&](Kind kind, std::string_view key) {
    return report::metric_text(kind, metric(report, key));
  };
  const auto& equity = report.equity;
  return report.symbols.front() + " " + to_string(equity.front().at) + " to " +
         to_string(equity.back().at) + ": return " + text(Kind::Percent, "total_return") +
         ", drawdown " + text(Kind::Percent, "max_drawdown") + ", Sharpe " +
         text(Kind::Ratio, "sharpe") + ", " + text(Kind::Count, "trades") + " trades";
}

std::string import_text(const std::vector<ingest::ImportedFile>& files) {
  std::string text;
  for (const ingest::ImportedFile& file : files) {
    std::string symbol = file.bars.symbol;
    symbol.resize(std::max<std::size_t>(symbol.size(), 5), ' ');
    const std::size_t rows = file.bars.table.size();
    text += "Imported " + symbol + " " + report::grouped(static_cast<double>(rows), 0) +
            " sessions, " + file.bars.label(0) + " to " + file.bars.label(rows - 1) + ", from " +
            file.file + "\n";
    for (const std::string& warning : file.bars.warnings) text += "  warning: " + warning + "\n";
  }
  return text + "\n";
}

/// Returns where the report goes: `--report`, else below the home.
std::string report_path(const DemoFlags& flags, const std::string& home) {
  if (!flags.report.empty()) return flags.report;
  const std::string folder = home + "/reports";
  const auto made = store::make_folders(folder);
  if (!made) throw Failure{ExitCode::Failed, made.error().message};
  return folder + "/demo.html";
}

/// The last sessions of what was tested, to be traded on paper.
struct PaperPlan {
  const backtest::BacktestSpec& spec;
  std::vector<backtest::Feed> feeds;
  const std::vector<formats::JournalOption>& options;
  std::string home;       ///< Its sessions leave their journals and audit records there.
  sql::Address database;  ///< Where their story is searchable.
  relay::Relay* relay;    ///< To other processes; null where there is none.

  PaperPlan(const Tested& tested, std::string home_folder, sql::Address address,
            relay::Relay* to_others)
      : spec{tested.request.spec},
        feeds{tested.data.feeds},
        options{tested.options},
        home{std::move(home_folder)},
        database{std::move(address)},
        relay{to_others} {
    RowRange& range = feeds.front().range;
    range.first = std::max(range.first, range.last - std::min(range.last, kPaperSessions));
  }
  std::size_t sessions() const { return feeds.front().range.size(); }
  std::vector<formats::JournalInstrument> instruments() const {
    return live::opening_of(spec, feeds, {}, "paper", {}).instruments;
  }
  std::string label(std::size_t session) const {
    return to_string(Date{feeds.front().bars.session[feeds.front().range.first + session]});
  }
};

/// How a paper session ended, beside the backtest of the same sessions.
struct PaperOutcome {
  live::PaperRun run;
  std::string backtest_hash;
  std::string journal;       ///< Where the session is on record.
  std::uint64_t events = 0;  ///< In it.
  std::string recovery;      ///< Of one that was cut off: what its journal gave back.
  std::string database;      ///< Where its story is, or why not all of it is there.
  bool is_stored = false;    ///< All of it is.
  bool is_alone = true;      ///< Nobody told the engine anything on the way.

  bool is_same() const { return run.commands_hash == backtest_hash; }
};

/// A paper session's journal: a new one, or one that was cut off and goes on. Its story is brought
/// into the database as it grows; the session does not wait for that.
class SessionRecord {
 public:
  explicit SessionRecord(const PaperPlan& plan) : plan_{plan} {
    const auto opening =
        live::opening_of(plan.spec, plan.feeds, plan.options, "paper", wall_clock());
    auto journal = live::begin_journal(journals_folder(plan.home), opening);
    if (!journal) throw Failure{ExitCode::Failed, journal.error().message};
    journal_ = std::move(*journal);
    // Before its first event, so that one whose process dies is seen to have begun.
    note_audit(plan.home, std::array{live::begin_of(live::session_name(journal_->folder()), opening,
                                                    audit_actor(), opening.started_at)});
    store_from(*journal_);
    tape_.emplace(*journal_);
  }
  SessionRecord(const PaperPlan& plan, CutOffSession& cut_off) : plan_{plan}, cut_off_{&cut_off} {
    // What the tables hold is looked at once it is known which records stay.
    tape_.emplace(cut_off.journal, live::kJournalOptions,
                  [this](const store::JournalWriter& journal) {
                    cut_off_->note_opened(journal);
                    store_from(journal);
                  });
  }
  SessionRecord(const SessionRecord&) = delete;
  SessionRecord& operator=(const SessionRecord&) = delete;

  live::Tape& tape() { return *tape_; }
  /// What the audit trail calls it.
  std::string subject() const { return "session:" + live::session_name(folder()); }
  std::string folder() const { return cut_off_ ? cut_off_->journal.folder() : journal_->folder(); }
  /// Nobody has told the engine anything so far.
  bool is_alone() const { return cut_off_ == nullptr || cut_off_->told.of_operator == 0; }
  /// Requires that the session has begun, or caught up.
  store::JournalWriter& journal() { return *tape_->writer(); }
  live::SessionWriter& writer() { return *writer_; }
  std::string recovery() const { return cut_off_ ? recovery_text(*cut_off_) : std::string{}; }

 private:
  void store_from(const store::JournalWriter& journal) {
    writer_.emplace(
        journal.folder(), journal.size(),
        [address = plan_.database] { return store::open_database(address); },
        live::SessionWriter::Options{});
  }

  const PaperPlan& plan_;
  CutOffSession* cut_off_ = nullptr;
  std::unique_ptr<store::JournalWriter> journal_;
  std::optional<live::Tape> tape_;
  std::optional<live::SessionWriter> writer_;  ///< Of a resumed session: the core makes it.
};

/// Holds the session against the backtest of the sessions that it saw.
///
/// Errors: throws Failure; one that could not go on is put on record as such, where that can still
/// be written.
PaperOutcome compare(const PaperPlan& plan, live::PaperRun run, bool is_alone,
                     const SessionRecord& record) {
  if (run.failure) {
    const auto noted = store::AuditTrail{plan.home}.append(
        std::array{audit_entry(formats::AuditKind::Run, "fail", record.subject(), *run.failure)});
    throw Failure{ExitCode::Failed,
                  "the session was ended: " + *run.failure +
                      (noted ? "" : "; the audit trail cannot be written either")};
  }
  PaperOutcome outcome{.run = std::move(run), .is_alone = is_alone};
  if (outcome.run.last.sessions == 0 || !is_alone) return outcome;
  std::vector<backtest::Feed> feeds = plan.feeds;
  feeds.front().range.last = feeds.front().range.first + outcome.run.last.sessions;
  outcome.backtest_hash = backtest::run_backtest(plan.spec, feeds).recorder.commands().hex();
  if (!outcome.is_same()) {
    throw Failure{ExitCode::Failed,
                  "the paper session sent other commands than the backtest of "
                  "the same sessions: " +
                      outcome.run.commands_hash + " and " + outcome.backtest_hash +
                      "; this is a bug, please report it"};
  }
  return outcome;
}

/// Waits a little for the database, and says how far it is.
void tell_stored(const PaperPlan& plan, live::SessionWriter& writer, std::uint64_t records,
                 PaperOutcome& outcome) {
  outcome.is_stored = writer.wait_for(records, kStorePatience);
  const live::SessionWriter::Status status = writer.status();
  outcome.database = plan.database.shown() + ": " +
                     report::grouped(static_cast<double>(status.stored), 0) + " of " +
                     report::grouped(static_cast<double>(records), 0) + " records stored";
  if (outcome.is_stored) return;
  outcome.database += "; `tradewind db rebuild` adds the others";
  if (status.trouble) outcome.database += " (" + *status.trouble + ")";
}

/// Ends the journal of a session, runs the session again from it, and adds what that showed.
///
/// What was intended, decided and done goes into the audit trail.
PaperOutcome with_journal(const PaperPlan& plan, PaperOutcome outcome, SessionRecord& record) {
  store::JournalWriter& journal = record.journal();
  outcome.recovery = record.recovery();
  live::end_journal(journal, outcome.run.commands_hash);
  tell_stored(plan, record.writer(), journal.size(), outcome);
  const auto read = store::Journal::read(journal.folder());
  if (!read) throw Failure{ExitCode::Failed, read.error().message};
  const auto audited = live::audit_session(*read, audit_actor(), wall_clock());
  if (!audited) throw Failure{ExitCode::Failed, audited.error()};
  const live::ReplayOutcome* const replayed = &audited->outcome;
  if (replayed->commands_hash != outcome.run.commands_hash) {
    throw Failure{
        ExitCode::Failed,
        "the journal '" + journal.folder() +
            "' replays to other commands than the session sent: " + replayed->commands_hash +
            " and " + outcome.run.commands_hash + "; this is a bug, please report it"};
  }
  note_audit(plan.home, audited->entries);
  if (outcome.is_stored) apply_policies(plan.home, plan.database);
  outcome.journal = journal.folder();
  outcome.events = replayed->events;
  return outcome;
}

PaperOutcome replay_at_once(const PaperPlan& plan, SessionRecord& record) {
  Broadcast broadcast{plan.relay, live::session_name(record.folder()), plan.instruments()};
  live::PaperReplay replay{plan.spec, plan.feeds, {}, &record.tape(), broadcast.tap()};
  return with_journal(plan, compare(plan, replay.finish(), record.is_alone(), record), record);
}

/// Shows one paper session after the other until the user has seen enough.
class LiveDemo {
 public:
  LiveDemo(const PaperPlan& plan, LiveScene scene) : plan_{plan}, scene_{std::move(scene)} {}

  /// Begins with the session on `record`; new ones follow it.
  PaperOutcome run(SessionRecord& record) {
    PaperOutcome outcome;
    Key key = play(record, outcome);
    while (key != Key::Quit) {
      SessionRecord next{plan_};
      key = play(next, outcome);
    }
    return outcome;
  }

 private:
  /// Plays one session. Returns what ended it, as `watch` does.
  Key play(SessionRecord& record, PaperOutcome& outcome) {
    is_alone_ = record.is_alone();
    Broadcast broadcast{plan_.relay, live::session_name(record.folder()), plan_.instruments()};
    live::PaperReplay replay{plan_.spec, plan_.feeds, pace(), &record.tape(), broadcast.tap()};
    const Key key = watch(replay);
    outcome = with_journal(plan_, compare(plan_, replay.stop(), is_alone_, record), record);
    return key;
  }
  live::ReplayFeed::Pace pace() const {
    return {.sessions_per_second = scene_.sessions_per_second, .is_paused = scene_.is_paused};
  }

  /// Returns what ended it: Quit, or Again.
  Key watch(live::PaperReplay& replay) {
    live::Snapshot now;
    LiveScreen::Size drawn{.columns = 0, .rows = 0};
    while (true) {
      const live::Snapshot* news = replay.news();
      if (news != nullptr) now = *news;
      if (news != nullptr || is_changed_ || screen_.size() != drawn) {
        drawn = screen_.size();
        draw(now, drawn);
      }
      const Key key = screen_.wait_key(kFrameTime);
      if (key == Key::Quit || key == Key::Again) return key;
      obey(key, replay);
    }
  }
  void draw(const live::Snapshot& now, const LiveScreen::Size& size) {
    report::TerminalOptions options = terminal_options(false);
    options.width = size.columns;
    screen_.draw(live_view(scene_, now, size.rows, options));
    is_changed_ = false;
  }

  void obey(Key key, live::PaperReplay& replay) {
    is_changed_ = key != Key::None;
    switch (key) {
      case Key::Pause:
        scene_.is_paused = !scene_.is_paused;
        return replay.feed().set_paused(scene_.is_paused);
      case Key::Step:
        return replay.feed().step();
      case Key::Faster:
        return change_speed(2.0, replay);
      case Key::Slower:
        return change_speed(0.5, replay);
      case Key::Flatten:
        return tell(Control::Kind::Flatten, replay);
      case Key::Open:
        return tell(Control::Kind::Open, replay);
      default:
        return;
    }
  }
  void change_speed(double factor, live::PaperReplay& replay) {
    scene_.sessions_per_second =
        std::clamp(scene_.sessions_per_second * factor, kSpeedMin, kSpeedMax);
    replay.feed().set_speed(scene_.sessions_per_second);
  }
  void tell(Control::Kind kind, live::PaperReplay& replay) {
    if (replay.tell(kind)) is_alone_ = false;
  }

  const PaperPlan& plan_;
  LiveScene scene_;
  LiveScreen screen_;
  bool is_changed_ = true;
  bool is_alone_ = true;
};

LiveScene scene_of(const PaperPlan& plan, const Tested& tested, const std::string& report,
                   double speed) {
  std::string strategy = tested.job.report.strategy;
  for (const auto& [name, value] : tested.job.report.parameters) {
    strategy.append(", ").append(name).append(" ").append(value);
  }
  return {.strategy = std::move(strategy),
          .symbols = tested.job.report.symbols,
          .sessions = plan.sessions(),
          .initial_cash = plan.spec.cash,
          .backtest = "Backtest " + headline(tested.job.report),
          .report = report,
          .sessions_per_second = speed};
}

std::string paper_text(const PaperPlan& plan, const PaperOutcome& outcome) {
  const live::Snapshot& last = outcome.run.last;
  std::string text = "Paper session: " + std::to_string(last.sessions) + " of " +
                     std::to_string(plan.sessions()) + " sessions replayed";
  if (last.sessions == 0) return text + "\n";
  const double gained = last.equity.as_double() / plan.spec.cash.as_double() - 1.0;
  text += ", " + plan.label(0) + " to " + plan.label(last.sessions - 1) + "\n";
  text += "  equity         " + report::money_text(last.equity) + " (" + (gained > 0 ? "+" : "") +
          report::percent(gained) + "): realised " + report::money_text(last.realised) + ", open " +
          report::money_text(last.unrealised) + "\n";
  text += "  fills          " + std::to_string(last.fills) + "; closed trades " +
          std::to_string(last.trades) + ", won " + std::to_string(last.winners) + "\n";
  text += outcome.recovery + "  commands_hash  " + outcome.run.commands_hash + "\n";
  text += "  journal        " + outcome.journal + ": " +
          report::grouped(static_cast<double>(outcome.events), 0) +
          " events, replayed to the same commands\n";
  text += "  database       " + outcome.database + "\n";
  if (!outcome.is_alone) return text + "  You stepped in, so no backtest has the same commands.\n";
  return text + "  backtest       " + outcome.backtest_hash +
         ", the same: " + std::to_string(last.commands) + " commands from one loop\n";
}

void write_summary(report::JsonWriter& json, const backtest::BacktestReport& report) {
  json.begin_object();
  json.member("symbol", report.symbols.front());
  json.member("title", report.title);
  json.member("run_id", report.run_id);
  json.member("commands_hash", report.commands_hash);
  json.key("warnings").begin_array();
  for (const std::string& warning : report.warnings) json.value(warning);
  json.end_array().key("metrics").begin_object();
  for (const backtest::Metric& metric : report.metrics) json.member(metric.key, metric.value);
  json.end_object().end_object();
}

std::string json_text(const std::vector<ingest::ImportedFile>& files, const DemoMarket& market,
                      const std::vector<Tested>& tested, const std::string& report,
                      const PaperPlan& plan, const PaperOutcome& outcome,
                      const CutOffSession* cut_off) {
  report::JsonWriter json;
  json.begin_object().key("history").begin_array();
  for (const ingest::ImportedFile& file : files) {
    json.begin_object();
    json.member("symbol", file.bars.symbol);
    json.member("source", file.bars.source);
    json.member("file", file.file);
    json.member("sessions", file.bars.table.size());
    json.member("from", file.bars.label(0));
    json.member("to", file.bars.label(file.bars.table.size() - 1));
    json.end_object();
  }
  json.end_array().key("market");
  write_market(json, market);
  json.key("backtests").begin_array();
  for (const Tested& one : tested) write_summary(json, one.job.report);
  json.end_array().member("report", report);

  const live::Snapshot& last = outcome.run.last;
  json.key("paper").begin_object();
  json.member("symbol", plan.feeds.front().instrument.symbol);
  json.member("sessions", last.sessions);
  json.member("from", plan.label(0));
  json.member("to", plan.label(last.sessions - 1));
  json.member("commands", last.commands);
  json.member("commands_hash", outcome.run.commands_hash);
  json.member("backtest_commands_hash", outcome.backtest_hash);
  json.member("journal", outcome.journal);
  json.key("recovered");
  if (cut_off == nullptr) {
    json.null();
  } else {
    json.begin_object();
    json.member("records", cut_off->records_kept);
    json.member("orders", cut_off->orders);
    json.member("fills", cut_off->fills);
    json.member("last_order", std::uint64_t{cut_off->last_order});
    json.member("ids_set_aside", cut_off->ids_found);
    json.member("is_after_restart", cut_off->is_after_restart);
    json.end_object();
  }
  json.member("events", outcome.events);
  json.member("database", plan.database.shown());
  json.member("is_stored", outcome.is_stored);
  json.member("fills", last.fills);
  json.member("trades", last.trades);
  json.member("equity", last.equity);
  json.member("realised", last.realised);
  json.member("unrealised", last.unrealised);
  json.end_object().end_object();
  return json.take();
}

void run_verb(const DemoFlags& flags) {
  const auto home = store::find_home(flags.home);
  if (!home) throw Failure{ExitCode::BadUsage, home.error().message};
  const bool is_json_on_stdout = flags.json == "-";
  const auto say = [&](const std::string& text) { print(text, is_json_on_stdout); };

  const auto relay = relay_of_environment();
  const auto files = import_demo_histories(flags.data_folder, *home);
  say(import_text(files));
  const DemoMarket market = ask_demo_market(files, *home);
  say(market_text(market));
  std::vector<Tested> tested;
  for (const DemoHistory& history : kDemoHistories) tested.push_back(test_on(history, *home));
  const Tested& main = tested.front();
  for (const Tested& one : tested) keep_backtest({.home = *home}, one.request, one.job.report);
  const std::string report = report_path(flags, *home);
  write_text(report, report::tear_sheet(main.job.report));
  say(report::backtest_table(main.job.report, terminal_options(is_json_on_stdout)) +
      "\nThe same on " + headline(tested.back().job.report) + "\n\nReport: " + report + "\n");

  auto database = store::find_database("", flags.home);
  if (!database) throw Failure{ExitCode::BadUsage, database.error().message};
  const PaperPlan plan{main, *home, std::move(*database), relay.get()};
  std::optional<CutOffSession> cut_off;
  if (!flags.resume.empty()) {
    cut_off = find_cut_off_session(flags.resume, *home, plan.spec, plan.feeds, plan.options);
    note_recovery(*home, *cut_off);
    say("\nGoing on with " + cut_off->name + "\n");
  }
  std::optional<SessionRecord> record;
  if (cut_off) {
    record.emplace(plan, *cut_off);
  } else {
    record.emplace(plan);
  }
  const bool is_live = !flags.once && flags.json.empty() && LiveScreen::is_possible();
  const PaperOutcome outcome =
      is_live ? LiveDemo{plan, scene_of(plan, main, report, flags.speed)}.run(*record)
              : replay_at_once(plan, *record);
  if (!flags.json.empty()) {
    write_text(flags.json, json_text(files, market, tested, report, plan, outcome,
                                     cut_off ? &*cut_off : nullptr));
  }
  say("\n" + paper_text(plan, outcome) + "\nThe same backtest by hand, to change at will:\n  " +
      kSameAsFlags + "\n");
}

}  // namespace

void add_demo(Verb root) {
  const Verb verb =
      root.verb("demo", "Real history: a backtest with its report, then a paper session.");
  auto flags = std::make_shared<DemoFlags>();
  verb.option("--home", flags->home, "Folder of our state").type_name("DIR");
  verb.option("--data-dir", flags->data_folder,
              "Folder with sp500-2000.csv and aapl.csv (default: the node_modules that "
              "scripts/up fills)")
      .type_name("DIR");
  verb.option("--report", flags->report,
              "Where the HTML report goes (default: reports/demo.html in the home)")
      .type_name("FILE");
  verb.option("--speed", flags->speed, "Sessions a second of the live view (default: 4)")
      .in_range(kSpeedMin, kSpeedMax)
      .type_name("N");
  verb.option("--resume", flags->resume,
              "Go on with a paper session that was cut off; without a name, the newest")
      .may_be_bare("latest")
      .type_name("[SESSION]");
  verb.flag("--once", flags->once, "Run the paper session at full speed and end");
  add_json_option(verb, flags->json);
  verb.footer(kDemoFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
