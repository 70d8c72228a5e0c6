#include "report/json_writer.hpp"

#include "core/assert.hpp"
#include "core/json_text.hpp"

namespace tw::report {

JsonWriter& JsonWriter::begin_object() { return open('{', '}'); }
JsonWriter& JsonWriter::end_object() { return close('}'); }
JsonWriter& JsonWriter::begin_array() { return open('[', ']'); }
JsonWriter& JsonWriter::end_array() { return close(']'); }

JsonWriter& JsonWriter::key(std::string_view name) {
  TW_ASSERT(!levels_.empty() && levels_.back().closing == '}' && !has_key_);
  before_item();
  append_json_text(text_, name);
  text_ += levels_.back().is_compact ? ":" : ": ";
  has_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  before_value();
  append_json_text(text_, text);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  before_value();
  append_json_number(text_, number);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) { return raw(truth ? "true" : "false"); }

JsonWriter& JsonWriter::null() { return raw("null"); }

std::string JsonWriter::take() {
  TW_ASSERT(levels_.empty() && !has_key_);
  text_ += '\n';
  return std::move(text_);
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  before_value();
  text_ += text;
  return *this;
}

void JsonWriter::before_value() {
  if (has_key_) {
    has_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  TW_ASSERT(levels_.back().closing == ']');
  before_item();
}

void JsonWriter::before_item() {
  if (!levels_.back().is_empty) text_ += ',';
  levels_.back().is_empty = false;
  new_line();
}

void JsonWriter::new_line() {
  if (levels_.empty() || levels_.back().is_compact) return;
  text_ += '\n';
  text_.append(levels_.size() * 2, ' ');
}

JsonWriter& JsonWriter::open(char opening, char closing) {
  before_value();
  text_ += opening;
  const bool is_compact = compact_ || (!levels_.empty() && levels_.back().is_compact);
  levels_.push_back({.closing = closing, .is_empty = true, .is_compact = is_compact});
  return *this;
}

JsonWriter& JsonWriter::close(char closing) {
  TW_ASSERT(!levels_.empty() && levels_.back().closing == closing && !has_key_);
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.is_empty && !level.is_compact) {
    text_ += '\n';
    text_.append(levels_.size() * 2, ' ');
  }
  text_ += closing;
  return *this;
}

}  // namespace tw::report
