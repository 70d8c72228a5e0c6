#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "command_line.hpp"
#include "explain_backtest.hpp"
#include "formats/journal_text.hpp"
#include "journal_path.hpp"
#include "live/session_audit.hpp"
#include "live/session_story.hpp"
#include "output.hpp"
#include "records.hpp"
#include "report/json_writer.hpp"
#include "report/terminal_text.hpp"
#include "stored_bars.hpp"

namespace tw::app {
namespace {

constexpr const char* kExplainFooter =
    "Tells the whole story: what was seen, the values that decided, the rule that fired, what "
    "risk\n"
    "said, each state of each order, fills, fees and settlement. A session is run again from its\n"
    "journal, a stored backtest on its data, and must ask for the same, so what is told is what\n"
    "happened.\n"
    "\n"
    "Examples:\n"
    "  tradewind explain trade:1                       the first closed trade of the last session\n"
    "  tradewind explain order:1-7 --session paper-20261126T143000.123Z\n"
    "  tradewind explain decision:3 --json -\n"
    "  tradewind explain paper-20261126T143000.123Z/3  by correlation id, as the audit trail has "
    "it\n"
    "  tradewind explain denied                        what risk held back\n"
    "  tradewind explain trade:1 --run 3f2a            of a backtest that `tradewind runs` lists\n"
    "\n"
    "Exit codes: 0 done, 2 bad usage, 3 there is no such thing, or its journal cannot be read.\n";

struct ExplainFlags {
  DatabaseFlags database;
  std::string what;
  std::string session;
  std::string run;  ///< Of a backtest; a session is explained without one.
  std::string json;
};

/// What a person wants explained.
struct Subject {
  enum class Kind : std::uint8_t { Trade, Order, Decision, Denied };
  Kind kind = Kind::Order;
  std::uint64_t number = 0;
  std::uint32_t session = 0;  ///< Of an order's name.
};

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

[[noreturn]] void refuse_subject(const std::string& what) {
  throw Failure{ExitCode::BadUsage, "'" + what +
                                        "' is none that can be explained; say trade:N, "
                                        "order:S-N, decision:N, a correlation id, or denied"};
}

/// Takes the session off a correlation id, "SESSION/17", and returns "decision:17".
std::string with_session(const std::string& what, std::string& session) {
  const std::size_t slash = what.rfind('/');
  if (slash == std::string::npos) return what;
  session = what.substr(0, slash);
  return "decision:" + what.substr(slash + 1);
}

Subject subject_of(const std::string& what) {
  if (what == "denied") return {.kind = Subject::Kind::Denied};
  const std::size_t colon = what.find(':');
  const std::string kind = colon == std::string::npos ? "order" : what.substr(0, colon);
  const std::string name = colon == std::string::npos ? what : what.substr(colon + 1);
  if (kind == "order") {
    const std::size_t dash = name.find('-');
    if (dash == std::string::npos) refuse_subject(what);
    const auto session = whole_number(name.substr(0, dash));
    const auto number = whole_number(name.substr(dash + 1));
    if (!session || !number) refuse_subject(what);
    return {.kind = Subject::Kind::Order,
            .number = *number,
            .session = static_cast<std::uint32_t>(*session)};
  }
  const auto number = whole_number(name);
  if (!number || (kind != "trade" && kind != "decision")) refuse_subject(what);
  return {.kind = kind == "trade" ? Subject::Kind::Trade : Subject::Kind::Decision,
          .number = *number};
}

/// Returns the name of the newest session in the home.
std::string newest_session(const std::string& home) {
  std::string newest;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator{journals_folder(home), missing}) {
    if (entry.is_directory()) newest = std::max(newest, entry.path().filename().string());
  }
  if (newest.empty()) {
    throw Failure{ExitCode::BadData, "there are no sessions in '" + journals_folder(home) +
                                         "' yet; `tradewind demo` leaves one"};
  }
  return newest;
}

/// What is told, and what makes sure of it.
struct Told {
  live::Story story;
  std::string kind;   ///< "session" or "run".
  std::string proof;  ///< "run again: ...".
};

/// Returns the decisions whose stories the subject is, in order.
std::vector<CorrelationId> decisions_of(const Subject& subject, const live::Story& story,
                                        const std::string& what) {
  const auto missing = [&](const std::string& there) {
    return Failure{ExitCode::BadData, "'" + story.name + "' has no " + what + "; it has " + there};
  };
  std::vector<CorrelationId> found;
  const auto add = [&](ClientOrderId order) {
    const auto decision = story.decision_of(order);
    if (decision && std::ranges::find(found, *decision) == found.end()) found.push_back(*decision);
  };
  if (subject.kind == Subject::Kind::Decision) {
    const CorrelationId wanted{subject.number};
    if (std::ranges::find(story.lines, wanted, &live::StoryLine::decision) == story.lines.end() ||
        subject.number == 0) {
      std::set<CorrelationId> all;
      for (const live::StoryLine& line : story.lines) all.insert(line.decision);
      all.erase(CorrelationId{});
      throw missing(std::to_string(all.size()) + " decisions");
    }
    return {wanted};
  }
  if (subject.kind == Subject::Kind::Order) {
    add(make_client_order_id(subject.session, static_cast<std::uint32_t>(subject.number)));
    if (found.empty()) {
      throw missing(std::to_string(story.commands) + " commands");
    }
    return found;
  }
  if (subject.number == 0 || subject.number > story.trades.size()) {
    throw missing(std::to_string(story.trades.size()) + " closed trades");
  }
  const portfolio::RoundTrip& trade = story.trades[subject.number - 1];
  add(trade.entry_order);
  add(trade.exit_order);
  return found;
}

std::vector<live::StoryLine> lines_of(const Subject& subject, const live::Story& story,
                                      const std::string& what) {
  std::vector<CorrelationId> decisions{CorrelationId{}};
  if (subject.kind != Subject::Kind::Denied) decisions = decisions_of(subject, story, what);
  std::vector<live::StoryLine> lines;
  for (const live::StoryLine& line : story.lines) {
    if (std::ranges::find(decisions, line.decision) == decisions.end()) continue;
    if (subject.kind == Subject::Kind::Denied && line.kind != "seen" && line.kind != "risk") {
      continue;
    }
    lines.push_back(line);
  }
  return lines;
}

std::string text_of(const std::vector<live::StoryLine>& lines) {
  std::string text;
  CorrelationId told{};
  for (const live::StoryLine& line : lines) {
    const bool is_new = line.kind == "seen";
    if (is_new && !text.empty() && line.decision != told) text += "\n";
    told = line.decision;
    text += report::left(to_string(line.at), 22) + report::left(std::string{line.kind}, 9) +
            line.text + "\n";
  }
  return text;
}

std::string json_text(const Told& told, const std::string& what,
                      const std::vector<live::StoryLine>& lines) {
  report::JsonWriter json;
  json.begin_object();
  json.member(told.kind, told.story.name);
  json.member("subject", what);
  json.member("is_identical", true);  // What differs is refused.
  json.member("proof", told.proof);
  json.key("story").begin_array();
  for (const live::StoryLine& line : lines) {
    json.begin_object();
    json.member("at", to_string(line.at));
    json.member("kind", line.kind);
    json.member("text", line.text);
    json.member("correlation", live::correlation_of(told.story.name, line.decision));
    json.member("order", line.order == kNoOrder ? std::string{} : formats::order_name(line.order));
    json.end_object();
  }
  json.end_array().end_object();
  return json.take();
}

Told tell_session(const std::string& name, const std::string& home) {
  const store::Journal journal = read_journal(name, home);
  if (journal.damage()) throw Failure{ExitCode::BadData, journal.damage()->message()};
  auto told = live::tell_session(journal);
  if (!told) throw Failure{ExitCode::BadData, told.error()};
  if (told->outcome.difference) {
    throw Failure{ExitCode::BadData,
                  "this build decides otherwise than the session did, so it cannot say why; see "
                  "`tradewind replay " +
                      told->story.name + "`"};
  }
  return {.story = std::move(told->story),
          .kind = "session",
          .proof = "run again from its journal: the same commands"};
}

Told tell_backtest(const DatabaseFlags& database, const std::string& run) {
  ExplainedBacktest told = explain_backtest(database, run);
  return {.story = std::move(told.story), .kind = "run", .proof = std::move(told.proof)};
}

/// Returns whether a name is a session's: sessions have a folder, backtests an id.
bool is_session(const std::string& name, const std::string& home) {
  std::error_code ignored;
  return std::filesystem::exists(name, ignored) ||
         std::filesystem::exists(journals_folder(home) + "/" + name, ignored);
}

void run_verb(const ExplainFlags& flags) {
  std::string name = flags.session;
  std::string run = flags.run;
  const std::string what = with_session(flags.what, name);
  const Subject subject = subject_of(what);
  if (!run.empty() && !name.empty() && name != run) {
    throw Failure{ExitCode::BadUsage, "'" + name + "' and --run '" + run +
                                          "' are two things to explain; name one of them"};
  }
  const std::string home = home_of(flags.database.home);
  const bool is_of_run = run.empty() && flags.session.empty() && !name.empty();
  if (is_of_run && !is_session(name, home)) run = name;
  if (run.empty() && name.empty()) name = newest_session(home);
  const Told told =
      run.empty() ? tell_session(name, flags.database.home) : tell_backtest(flags.database, run);
  const std::vector<live::StoryLine> lines = lines_of(subject, told.story, what);
  const bool is_json_on_stdout = flags.json == "-";
  if (!flags.json.empty()) write_text(flags.json, json_text(told, what, lines));
  const std::string head = (told.kind == "run" ? "Backtest " : "Session ") + told.story.name +
                           ", " + what + " (" + told.proof + ")\n\n";
  print(head + (lines.empty() ? "Nothing: risk held nothing back.\n" : text_of(lines)),
        is_json_on_stdout);
}

}  // namespace

void add_explain(Verb root) {
  const Verb verb = root.verb("explain", "Why a trade, an order or a decision came about");
  auto flags = std::make_shared<ExplainFlags>();
  verb.option("what", flags->what, "trade:N, order:S-N, decision:N, a correlation id, denied")
      .required();
  verb.option("--session", flags->session, "Folder or name of a session; the newest by default")
      .type_name("NAME");
  verb.option("--run", flags->run, "A stored backtest: its id, or how that begins")
      .type_name("RUN");
  add_database_options(verb, flags->database);
  add_json_option(verb, flags->json);
  verb.footer(kExplainFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
