#include "tidy/mutable_globals.hpp"

#include <algorithm>

#include "tidy/tree.hpp"

namespace tw::tidy {
namespace {

constexpr std::string_view kNotAVariable[] = {
    "using",  "typedef", "template", "class",     "struct",        "enum",     "union",
    "friend", "concept", "extern",   "namespace", "static_assert", "operator", "return",
    "goto",   "public",  "private",  "if",        "for",           "while",    "switch",
    "asm",    "case",    "default",  "requires",
};

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return std::string{text.substr(first, text.find_last_not_of(" \t") - first + 1)};
}

/// What stands before the initialiser: "const char* name" of "const char* name = f(x)".
std::string_view declarator(std::string_view statement) {
  return statement.substr(0, statement.find_first_of("={"));
}

bool is_constant(std::string_view head) {
  if (contains_word(head, "constexpr")) return true;
  const std::size_t pointer = head.rfind('*');
  return contains_word(pointer == head.npos ? head : head.substr(pointer), "const");
}

/// Returns whether `statement`, read at namespace scope, declares a variable.
bool declares_variable(std::string_view statement) {
  const std::string_view head = declarator(statement);
  for (const std::string_view word : kNotAVariable) {
    if (contains_word(head, word)) return false;
  }
  // A type and a name at least, and no parameter list.
  return head.find('(') == head.npos && trimmed(head).find(' ') != std::string::npos;
}

/// Returns whether the brace after `statement` belongs to an expression: "x = ", "int x", "f(".
bool starts_initialiser(std::string_view statement) {
  if (contains_word(statement, "template")) return false;
  int depth = 0;
  for (std::size_t at = 0; at < statement.size(); ++at) {
    if (statement[at] == '(') ++depth;
    if (statement[at] == ')') --depth;
    if (depth == 0 && statement.substr(at).starts_with(" =") &&
        !statement.substr(at).starts_with(" ==")) {
      return true;
    }
  }
  return depth > 0 || declares_variable(statement);
}

/// Walks the code once, statement by statement.
class Walk {
 public:
  std::vector<MutableGlobal> found;

  void read(char c, std::size_t line) {
    if (statement_.find_first_not_of(' ') == statement_.npos && c != ' ') line_ = line;
    if (c == '{') return open();
    if (c == '}') return close();
    if (c == ';') return end();
    statement_ += c;
  }

 private:
  enum class Scope { Namespace, Initialiser, Other };

  void open() {
    const bool is_namespace = contains_word(statement_, "namespace");
    if (inside_initialiser() || (!is_namespace && starts_initialiser(statement_))) {
      scopes_.push_back(Scope::Initialiser);
      statement_ += '{';
      return;
    }
    scopes_.push_back(is_namespace ? Scope::Namespace : Scope::Other);
    statement_.clear();
  }

  void close() {
    if (scopes_.empty()) return;
    const Scope closed = scopes_.back();
    scopes_.pop_back();
    if (closed == Scope::Initialiser) {
      statement_ += '}';
    } else {
      statement_.clear();
    }
  }

  void end() {
    if (inside_initialiser()) return;
    const std::string statement = trimmed(statement_);
    statement_.clear();
    const bool at_namespace_scope =
        std::ranges::all_of(scopes_, [](Scope scope) { return scope == Scope::Namespace; });
    const std::string_view head = declarator(statement);
    if (!at_namespace_scope && !contains_word(head, "static")) return;
    if (declares_variable(statement) && !is_constant(head)) found.push_back({line_, statement});
  }

  bool inside_initialiser() const {
    return !scopes_.empty() && scopes_.back() == Scope::Initialiser;
  }

  std::vector<Scope> scopes_;
  std::string statement_;
  std::size_t line_ = 0;
};

}  // namespace

std::vector<MutableGlobal> mutable_globals(const std::vector<std::string>& code) {
  Walk walk;
  bool continues_directive = false;
  for (std::size_t line = 0; line < code.size(); ++line) {
    const bool is_directive = continues_directive || trimmed(code[line]).starts_with("#");
    continues_directive = is_directive && trimmed(code[line]).ends_with("\\");
    if (is_directive) continue;
    for (const char c : code[line]) walk.read(c, line);
    walk.read(' ', line);
  }
  return walk.found;
}

}  // namespace tw::tidy
