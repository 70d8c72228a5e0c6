#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <utility>

#include "core/assert.hpp"
#include "core/nearest.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// Returns the verb that the line had reached when it went wrong.
const CLI::App* reached(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

/// Returns the words that call `app`: "tradewind data import".
std::string call_of(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : call_of(*parent) + " " + app.get_name();
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// Returns one line for a word that nobody knows, with what was probably meant.
std::string unknown_word(const CLI::App& app, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const bool is_option = name.starts_with("-");
  const std::vector<std::string> names = is_option ? options_of(app) : verbs_of(app);
  const std::vector<std::string_view> known{names.begin(), names.end()};
  std::string line = is_option ? "unknown option '" : "unknown word '";
  line += name + "'";
  if (const auto meant = nearest(name, known))
    line += "; did you mean '" + std::string{*meant} + "'?";
  else
    line += "; see '" + call_of(app) + " --help'";
  return line;
}

std::string explain(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App& app = *reached(root);
  for (const std::string& word : root.remaining(true)) {
    if (word != "--") return unknown_word(app, word);
  }
  std::string line = error.what();
  constexpr std::string_view kUnread = "Could not convert: ";  // "... --worse-than = x".
  if (const std::size_t equals = line.find(" = ");
      line.starts_with(kUnread) && equals != line.npos) {
    line = line.substr(kUnread.size(), equals - kUnread.size()) + " is '" +
           line.substr(equals + 3) + "', which is no such number";
  }
  for (char& c : line) c = c == '\n' ? ' ' : c;
  return line + "; see '" + call_of(app) + " --help'";
}

}  // namespace

Option Option::required() const { return Option{option_->required()}; }

Option Option::type_name(std::string_view name) const {
  return Option{option_->type_name(std::string{name})};
}

Option Option::shows_default() const { return Option{option_->capture_default_str()}; }

Option Option::may_be_bare(std::string_view value) const {
  return Option{option_->expected(0, 1)->default_str(std::string{value})};
}

Option Option::from_environment(std::string_view variable) const {
  return Option{option_->envname(std::string{variable})};
}

Option Option::takes_one() const { return Option{option_->expected(1)}; }

Option Option::takes_one_each_time() const { return Option{option_->allow_extra_args(false)}; }

Option Option::parted_by(char delimiter) const { return Option{option_->delimiter(delimiter)}; }

Option Option::in_range(int low, int high) const {
  return Option{option_->check(CLI::Range(low, high))};
}

Option Option::in_range(unsigned low, unsigned high) const {
  return Option{option_->check(CLI::Range(low, high))};
}

Option Option::in_range(std::uint64_t low, std::uint64_t high) const {
  return Option{option_->check(CLI::Range(low, high))};
}

Option Option::in_range(double low, double high) const {
  return Option{option_->check(CLI::Range(low, high))};
}

Option Option::not_negative() const { return Option{option_->check(CLI::NonNegativeNumber)}; }

Option Option::one_of(std::initializer_list<std::string_view> words) const {
  return one_of(std::vector<std::string>{words.begin(), words.end()});
}

Option Option::one_of(const std::vector<std::string>& words) const {
  return Option{option_->check(CLI::IsMember(words))};
}

Verb Verb::verb(std::string_view name, std::string_view doc) const {
  return Verb{app_->add_subcommand(std::string{name}, std::string{doc}), chosen_};
}

template <OptionValue T>
Option Verb::option(std::string_view name, T& value, std::string_view doc) const {
  return Option{app_->add_option(std::string{name}, value, std::string{doc})};
}

template Option Verb::option(std::string_view, std::string&, std::string_view) const;
template Option Verb::option(std::string_view, int&, std::string_view) const;
template Option Verb::option(std::string_view, unsigned&, std::string_view) const;
template Option Verb::option(std::string_view, std::uint16_t&, std::string_view) const;
template Option Verb::option(std::string_view, std::uint64_t&, std::string_view) const;
template Option Verb::option(std::string_view, double&, std::string_view) const;
template Option Verb::option(std::string_view, std::vector<std::string>&, std::string_view) const;
template Option Verb::option(std::string_view, std::vector<double>&, std::string_view) const;

Option Verb::flag(std::string_view name, bool& value, std::string_view doc) const {
  return Option{app_->add_flag(std::string{name}, value, std::string{doc})};
}

void Verb::remove(std::string_view name) const {
  app_->remove_option(app_->get_option(std::string{name}));
}

void Verb::footer(std::string_view text) const { app_->footer(std::string{text}); }

void Verb::runs(Action action) const {
  // The innermost verb is called back first, and is the one that the line is about.
  app_->callback([chosen = chosen_, action = std::move(action)] {
    if (!*chosen) *chosen = action;
  });
}

void Verb::needs_verb() const { app_->require_subcommand(1); }

void Verb::may_have_verb() const { app_->require_subcommand(0, 1); }

std::vector<std::string> Verb::verbs() const { return verbs_of(*app_); }

CommandLine::CommandLine(const Program& program)
    : app_{std::make_unique<CLI::App>(std::string{program.doc}, std::string{program.name})} {
  app_->set_version_flag("--version", std::string{program.version});
  app_->footer(std::string{program.footer});
  app_->require_subcommand(1);
  app_->fallthrough();
}

CommandLine::~CommandLine() = default;

Verb CommandLine::root() { return Verb{app_.get(), &chosen_}; }

std::optional<Action> CommandLine::understand(int argc, const char* const* argv) {
  chosen_ = nullptr;
  try {
    app_->parse(argc, argv);
  } catch (const CLI::Success& success) {
    app_->exit(success);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    throw Failure{ExitCode::BadUsage, explain(*app_, error)};
  }
  TW_ASSERT(chosen_);
  return chosen_;
}

}  // namespace tw::app
