#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tw::app {

/// What the chosen verb does once the whole command line has been understood.
using Action = std::function<void()>;

/// What an option may fill. A list takes every word that follows, unless its option says otherwise.
template <class T>
concept OptionValue =
    std::same_as<T, std::string> || std::same_as<T, int> || std::same_as<T, unsigned> ||
    std::same_as<T, std::uint16_t> || std::same_as<T, std::uint64_t> || std::same_as<T, double> ||
    std::same_as<T, std::vector<std::string>> || std::same_as<T, std::vector<double>>;

/// One option of a verb, on which each call says one thing more. As cheap to copy as a pointer.
///
/// Owns: nothing; the CommandLine does.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_{option} {}

  Option required() const;
  /// Names what help shows for the value: "FILE", "A,B". Empty shows nothing.
  Option type_name(std::string_view name) const;
  /// Shows in help what the target holds now.
  Option shows_default() const;
  /// Lets the option stand without a value, which then counts as `value`.
  Option may_be_bare(std::string_view value = "-") const;
  /// Takes what this variable says where the line is silent.
  Option from_environment(std::string_view variable) const;

  // Of a list.

  /// Takes one value, no more and no less.
  Option takes_one() const;
  /// Takes one value each time that it is given, instead of all words that follow.
  Option takes_one_each_time() const;
  Option parted_by(char delimiter) const;

  // What the value must be. Both ends of a range belong to it; help names the type of the ends.

  Option in_range(int low, int high) const;
  Option in_range(unsigned low, unsigned high) const;
  Option in_range(std::uint64_t low, std::uint64_t high) const;
  Option in_range(double low, double high) const;
  Option not_negative() const;
  Option one_of(std::initializer_list<std::string_view> words) const;
  Option one_of(const std::vector<std::string>& words) const;

 private:
  CLI::Option* option_;
};

/// One word that says what to do, with its options, or the program as a whole.
///
/// Owns: nothing; the CommandLine does, and what options fill must stay where it is until the line
/// has been understood.
class Verb {
 public:
  Verb(CLI::App* app, Action* chosen) : app_{app}, chosen_{chosen} {}

  /// Adds a verb below this one: `import` below `data`.
  Verb verb(std::string_view name, std::string_view doc) const;
  /// Adds an option, "--from", or a word that stands by its place, "symbol".
  template <OptionValue T>
  Option option(std::string_view name, T& value, std::string_view doc) const;
  /// Adds an option without a value, which sets `value`.
  Option flag(std::string_view name, bool& value, std::string_view doc) const;
  /// Takes away an option that shared ones brought along.
  void remove(std::string_view name) const;

  /// Ends the help, with examples.
  void footer(std::string_view text) const;
  /// Says what is done where the line ends with this verb.
  void runs(Action action) const;
  /// Refuses a line without a verb below this one.
  void needs_verb() const;
  /// Refuses a line with two verbs below this one.
  void may_have_verb() const;

  /// Returns the names of the verbs below this one, as they were added.
  std::vector<std::string> verbs() const;

 private:
  CLI::App* app_;
  Action* chosen_;
};

/// The words of a command line: what may stand there, and what did.
///
/// The one place that knows by which library words are parsed: that takes seconds to compile.
class CommandLine {
 public:
  struct Program {
    std::string_view name;
    std::string_view doc;
    std::string_view version;
    std::string_view footer;  ///< Of its help.
  };

  explicit CommandLine(const Program& program);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Returns the program itself, which needs a verb. Its options may stand behind verbs as well.
  Verb root();

  /// Fills what the options fill, and returns what to do; nothing where help or the version was
  /// asked for, which then has been printed.
  /// Errors: throws Failure, BadUsage, with one line that names the word and the remedy.
  std::optional<Action> understand(int argc, const char* const* argv);

 private:
  std::unique_ptr<CLI::App> app_;
  Action chosen_;
};

}  // namespace tw::app
