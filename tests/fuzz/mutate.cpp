// Runs a fuzz target without libFuzzer: every text of a corpus, then mutations of them for a number of seconds, the
// same sequence every time. A text that breaks the target is left in a file, and so is one that takes ten seconds.
//   mutate SECONDS CORPUS DICTIONARY
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "random.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using clino::Random;

constexpr std::size_t longest = 4096;
constexpr unsigned seconds_for_one = 10;

std::string at_work;  // the text the target has

/// Keeps the text that breaks the target; only what a signal handler may call.
void keep_text(int signal) {
  const int file = ::open("broken.txt", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0 && ::write(file, at_work.data(), at_work.size()) >= 0) ::close(file);
  constexpr char message[] = "the target broke, or took too long: its text is in broken.txt\n";
  if (::write(STDERR_FILENO, message, sizeof message - 1) < 0) ::_exit(2);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(std::string text) {
  at_work = std::move(text);
  ::alarm(seconds_for_one);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(at_work.data()), at_work.size());
  ::alarm(0);
}

std::vector<std::string> corpus_of(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) paths.push_back(entry.path());
  std::ranges::sort(paths);  // the order of a directory differs between machines
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    texts.push_back(std::move(text).str());
  }
  return texts;
}

/// The words of a libFuzzer dictionary: what stands between quotes, backslashes dropped.
std::vector<std::string> words_of(const std::filesystem::path& dictionary) {
  std::ifstream file(dictionary);
  std::vector<std::string> words;
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find('"'), last = line.rfind('"');
    if (line.starts_with('#') || first == last) continue;
    std::string word;
    for (std::size_t i = first + 1; i < last; ++i)
      if (line[i] != '\\' || (i > first + 1 && line[i - 1] == '\\')) word += line[i];
    words.push_back(word);
  }
  return words;
}

class Mutator {
 public:
  Mutator(std::vector<std::string> corpus, std::vector<std::string> words, std::uint64_t seed)
      : corpus_(std::move(corpus)), words_(std::move(words)), random_(seed) {}

  /// A text of the corpus with one to eight changes.
  std::string next() {
    std::string text = any(corpus_);
    for (std::size_t n = 1 + below(8); n > 0; --n) change(text);
    return text.substr(0, longest);
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_.bits() % n; }
  const std::string& any(const std::vector<std::string>& from) { return from[below(from.size())]; }

  void change(std::string& text) {
    const std::size_t at = below(text.size() + 1), length = 1 + below(below(2) == 0 ? 8 : 64);
    switch (below(7)) {
      case 0: text.insert(at, any(words_)); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(below(text.size() + 1), length)); break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(random_.bits());
        break;
      case 4:
        if (at < text.size()) text.replace(at, length, any(words_));
        break;
      case 5: {
        const std::string& other = any(corpus_);
        text.replace(at, length, other.substr(below(other.size() + 1), length));
        break;
      }
      case 6: text.insert(at, length, at < text.size() ? text[at] : '('); break;
    }
  }

  std::vector<std::string> corpus_, words_;
  Random random_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s SECONDS CORPUS DICTIONARY\n", argv[0]);
    return 2;
  }
  for (const int s : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM}) std::signal(s, keep_text);
  const std::vector<std::string> corpus = corpus_of(argv[2]), words = words_of(argv[3]);
  if (corpus.empty() || words.empty()) {
    std::fprintf(stderr, "no corpus in %s, or no words in %s\n", argv[2], argv[3]);
    return 2;
  }
  for (const std::string& text : corpus) run(text);
  Mutator mutator(corpus, words, 1);
  std::size_t runs = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(std::strtod(argv[1], nullptr));
  for (; std::chrono::steady_clock::now() < end; ++runs) run(mutator.next());
  std::printf("%zu texts of the corpus, %zu mutations\n", corpus.size(), runs);
}
