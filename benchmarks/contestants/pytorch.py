# Trains a system with PyTorch, so many steps at a time, as training.ts asks for on stdin: an ordinary training loop on
# tensors that are in memory. Answers each line with the seconds of processor and of wall clock that the steps took.
import json
import sys
import time

import numpy
import torch

torch.set_num_threads(1)

ACTIVATIONS = {"sigmoid": torch.nn.Sigmoid, "relu": torch.nn.ReLU}
OPTIMIZERS = {
    "sgd": lambda p, rate: torch.optim.SGD(p, lr=rate),
    "adam": lambda p, rate: torch.optim.Adam(p, lr=rate),
    "rmsprop": lambda p, rate: torch.optim.RMSprop(p, lr=rate, alpha=0.9),
}


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    system = json.loads(sys.stdin.readline())
    sizes = system["sizes"]
    images = numpy.fromfile(system["images"], numpy.uint8).reshape(-1, sizes[0])
    x = torch.tensor(images.astype(numpy.float32) / 255)
    y = torch.tensor(numpy.fromfile(system["labels"], numpy.uint8).astype(numpy.int64))
    layers = []
    for inputs, units in zip(sizes[:-2], sizes[1:-1]):
        layers += [torch.nn.Linear(inputs, units), ACTIVATIONS[system["activation"]]()]
    network = torch.nn.Sequential(*layers, torch.nn.Linear(*sizes[-2:]))
    optimizer = OPTIMIZERS[system["optimizer"]](network.parameters(), system["learningRate"])
    measure = torch.nn.CrossEntropyLoss()
    batch = system["batchSize"]
    answer({"name": f"PyTorch {torch.__version__}", "ready": True})
    for line in sys.stdin:
        steps = json.loads(line)["steps"]
        order = torch.randperm(len(x))[: steps * batch]
        cpu, wall = time.process_time(), time.perf_counter()
        for start in range(0, steps * batch, batch):
            indices = order[start : start + batch]
            optimizer.zero_grad()
            loss = measure(network(x[indices]), y[indices])
            loss.backward()
            optimizer.step()
        answer({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "loss": float(loss)})


main()
