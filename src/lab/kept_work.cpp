#include "lab/kept_work.hpp"

#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace tw::lab {

KeptWork::KeptWork(const std::string& path, const std::string& key,
                   const Checkpoint::OnRecord& on_record) {
  if (path.empty()) return;
  auto opened = Checkpoint::open(path, key, on_record);
  if (!opened) throw std::runtime_error{opened.error().message};
  file_.emplace(std::move(*opened));
}

void KeptWork::add(std::string_view piece) {
  if (!file_) return;
  if (const auto kept = file_->append(piece); !kept) throw std::runtime_error{kept.error().message};
}

std::string search_file_of(const std::string& path) { return path.empty() ? "" : path + ".search"; }

void forget_kept_work(const std::string& path) {
  if (path.empty()) return;
  for (const std::string& file : {search_file_of(path), path}) {
    // A file of somebody else's may stand beside ours, or where a method keeps nothing.
    if (Checkpoint::stands_at(file)) ::unlink(file.c_str());
  }
}

}  // namespace tw::lab
