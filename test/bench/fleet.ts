/** One manifest of the fleet, and where its object lives. */
export interface FleetManifest {
  readonly kind: FleetKind;
  readonly namespace: string;
  readonly name: string;
  /** Path in the repository. */
  readonly file: string;
  readonly text: string;
  /** Path of the object on the API server. */
  readonly path: string;
}

export type FleetKind = (typeof kinds)[number];

/** Objects of everyday kinds: applications of four objects each, spread over the namespaces. */
export interface Fleet {
  readonly namespaces: readonly string[];
  readonly manifests: readonly FleetManifest[];
}

const namespaceCount = 20;
const kinds = ['Deployment', 'Service', 'ConfigMap', 'ServiceAccount'] as const;

/**
 * A quarter each of Deployments (no replicas: no Pods come of them), Services, ConfigMaps and
 * ServiceAccounts, a file each. The same size gives the same fleet.
 */
export function makeFleet(size: number): Fleet {
  const namespaces = Array.from({ length: namespaceCount }, (_, at) => `team-${pad(at, 2)}`);
  const manifests = Array.from({ length: size }, (_, at): FleetManifest => {
    const application = Math.floor(at / kinds.length);
    const kind = kinds[at % kinds.length] ?? 'Deployment';
    const namespace = namespaces[application % namespaceCount] ?? '';
    const name = `app-${pad(application, 4)}`;
    return {
      kind,
      namespace,
      name,
      file: `${namespace}/${name}/${kind.toLowerCase()}.yaml`,
      text: manifestTexts[kind](namespace, name, application),
      path: `${collections[kind](namespace)}/${name}`,
    };
  });
  return { namespaces, manifests };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

const collections: Readonly<Record<FleetKind, (namespace: string) => string>> = {
  Deployment: (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments`,
  Service: (namespace) => `/api/v1/namespaces/${namespace}/services`,
  ConfigMap: (namespace) => `/api/v1/namespaces/${namespace}/configmaps`,
  ServiceAccount: (namespace) => `/api/v1/namespaces/${namespace}/serviceaccounts`,
};

const manifestTexts: Readonly<
  Record<FleetKind, (namespace: string, name: string, application: number) => string>
> = {
  Deployment: (namespace, name, application) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app: ${name}
    tier: backend
spec:
  replicas: 0 # scaled up at night
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      serviceAccountName: ${name}
      containers:
        - name: main
          image: registry.example/${name}:v1.${application % 30}.0
          args: ["--config", "/etc/app/app.toml"]
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
            - name: WORKERS
              value: "${1 + (application % 8)}"
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          volumeMounts:
            - name: config
              mountPath: /etc/app
      volumes:
        - name: config
          configMap:
            name: ${name}
`,
  Service: (namespace, name) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
`,
  ConfigMap: (namespace, name, application) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: ${namespace}
data:
  app.toml: |
    # ${name}
    listen = ":8080"
    queue = "tasks-${application}"
    retries = ${application % 5}
  feature.flags: "dark-mode,retry"
`,
  ServiceAccount: (namespace, name) => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app: ${name}
automountServiceAccountToken: false
`,
};
